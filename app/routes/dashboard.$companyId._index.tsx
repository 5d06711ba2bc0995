import { json, type LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { Overview } from "../components/overview";
import { askedOf } from "../lib/asked";
import { services } from "../lib/services";
import { unavailable } from "../lib/unavailable";
import { readPage } from "../models/pages";

export { TroubleWithPage as ErrorBoundary } from "../components/trouble";
export { shouldRevalidate } from "../lib/should-revalidate";

export async function loader({ request, params }: LoaderFunctionArgs) {
  const page = await readPage(askedOf("overview", request, params)).catch(unavailable);
  const { environment, url } = services();
  const webhookUrl = `${environment.PUBLIC_URL ?? url}/webhooks/whop`;
  return json({ page, webhookUrl }, { headers: { "Cache-Control": "no-store" } });
}

export default function OverviewPage() {
  return <Overview webhookUrl={useLoaderData<typeof loader>().webhookUrl} />;
}
