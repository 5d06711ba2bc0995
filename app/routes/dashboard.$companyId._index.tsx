import { type HeadersFunction, json, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { Overview } from "../components/overview";
import { services } from "../lib/services";
import { unavailable } from "../lib/unavailable";
import { readDashboard } from "../models/dashboard";

export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: data ? `${data.dashboard.figures.title ?? data.companyId} – Tidemark` : "Tidemark" },
];

/** What a business earns is kept by no cache. */
export const headers: HeadersFunction = () => ({ "Cache-Control": "no-store" });

export async function loader({ params }: LoaderFunctionArgs) {
  const companyId = params.companyId ?? "";
  if (!/^[\w-]{1,100}$/.test(companyId)) throw new Response("No such company", { status: 404 });
  const dashboard = await readDashboard(companyId).catch(unavailable);
  const { environment, url } = services();
  const webhookUrl = `${environment.PUBLIC_URL ?? url}/webhooks/whop`;
  return json({ companyId, dashboard, webhookUrl });
}

export default function OverviewPage() {
  const { companyId, dashboard, webhookUrl } = useLoaderData<typeof loader>();
  return <Overview key={companyId} companyId={companyId} initial={dashboard} webhookUrl={webhookUrl} />;
}
