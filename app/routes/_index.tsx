import { json, redirect } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { Text } from "frosted-ui";
import { FirstSteps } from "../components/first-steps";
import { services } from "../lib/services";
import { unavailable } from "../lib/unavailable";
import { readCompanies } from "../models/companies";

/** To the company that was last active; with none yet, how to get the first delivery. */
export async function loader() {
  const { environment, url } = services();
  const [company] = await readCompanies().catch(unavailable);
  const companyId = company?.companyId ?? environment.WHOP_COMPANY_ID;
  if (companyId) throw redirect(`/dashboard/${encodeURIComponent(companyId)}`);
  return json({ webhookUrl: `${environment.PUBLIC_URL ?? url}/webhooks/whop` });
}

export default function NoDeliveryYet() {
  const { webhookUrl } = useLoaderData<typeof loader>();
  return (
    <main className="trouble">
      <Text size="2" weight="medium" color="gray">
        Tidemark
      </Text>
      <FirstSteps webhookUrl={webhookUrl} />
    </main>
  );
}
