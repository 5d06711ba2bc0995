import { type ActionFunctionArgs, json, type LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import type { SentTest } from "../components/test-event-panel";
import { Webhooks } from "../components/webhooks";
import { SANDBOX, sendTestEvent } from "../ingest/test-event";
import { acting, problem } from "../lib/acting";
import { askedOf } from "../lib/asked";
import { askedDelivery } from "../lib/asked-delivery";
import { services } from "../lib/services";
import { unavailable } from "../lib/unavailable";
import { readDeliveryByKey, replayDelivery } from "../models/delivery";
import { readPage } from "../models/pages";
import { sampleNames } from "../whop/samples";

export { shouldRevalidate } from "../lib/should-revalidate";

export async function loader({ request, params }: LoaderFunctionArgs) {
  const page = await readPage(askedOf("webhooks", request, params)).catch(unavailable);
  const { environment, url } = services();
  return json(
    {
      page,
      webhookUrl: `${environment.PUBLIC_URL ?? url}/webhooks/whop`,
      testEvents: sampleNames,
      testsUnavailable: whyNoTests(),
    },
    { headers: { "Cache-Control": "no-store" } },
  );
}

/** Replays a delivery (`act` replay), or sends a test event (`act` test). */
export async function action({ request, params }: ActionFunctionArgs) {
  return acting(request, async (form) => {
    const { companyId } = askedOf("webhooks", request, params);
    switch (form.get("act")) {
      case "replay":
        return replay(companyId, form);
      case "test":
        return test(form);
      default:
        return problem(400, "This page can replay a delivery and send a test event.");
    }
  });
}

async function replay(companyId: string, form: FormData) {
  const { owner, seq } = askedDelivery(companyId, form);
  const replayed = await replayDelivery(owner, seq);
  if (!replayed) return problem(404, `There is no delivery ${seq} here.`);
  services().log.info({ seq, state: replayed.state, posted: replayed.posted }, "a delivery was replayed");
  return json({ replayed });
}

async function test(form: FormData) {
  const { environment, url } = services();
  const [secret] = environment.WHOP_WEBHOOK_SECRET;
  const why = whyNoTests();
  if (why || !secret) return problem(409, why ?? "");
  const event = String(form.get("event"));
  if (!sampleNames.includes(event)) return problem(400, "There is no sample of that event.");
  const sent = await sendTestEvent({ event, secret, url });
  const landed = sent.status === 200 ? await readDeliveryByKey(SANDBOX, sent.deliveryKey) : null;
  const { seq = null, state = null } = landed ?? {};
  const href = seq === null ? null : `/dashboard/${SANDBOX}/webhooks?delivery=${seq}`;
  return json<SentTest>({ event, status: sent.status, seq, state, href });
}

function whyNoTests(): string | null {
  const { TIDEMARK_TEST_EVENTS, WHOP_WEBHOOK_SECRET } = services().environment;
  if (!TIDEMARK_TEST_EVENTS)
    return "Test events are off. Start Tidemark with TIDEMARK_TEST_EVENTS=on to have them.";
  if (WHOP_WEBHOOK_SECRET.length === 0)
    return "Nothing can be signed without WHOP_WEBHOOK_SECRET. Set it and restart Tidemark.";
  return null;
}

export default function WebhooksPage() {
  const { webhookUrl, testEvents, testsUnavailable } = useLoaderData<typeof loader>();
  return <Webhooks webhookUrl={webhookUrl} testEvents={testEvents} testsUnavailable={testsUnavailable} />;
}
