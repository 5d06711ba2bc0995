import { useLive } from "../hooks/use-live";
import { DeliveryHealth } from "./delivery-health";
import { DeliveryList } from "./delivery-list";
import { DeliveryPanel } from "./delivery-panel";
import { FirstSteps } from "./first-steps";
import { RefusedPanel } from "./refused-panel";
import { TestEventPanel } from "./test-event-panel";

interface Props {
  /** where Whop is to send its webhooks */
  webhookUrl: string;
  testEvents: readonly string[];
  /** why no test event can be sent; null: it can */
  testsUnavailable: string | null;
}

/** Every delivery, live: what came, what became of it, and what was turned away. */
export function Webhooks({ webhookUrl, testEvents, testsUnavailable }: Props) {
  const { company, resolved, list, health, refused, delivery } = useLive("webhooks").data;
  const { asked } = resolved;
  const place = { timeZone: company.timeZone, today: company.today };
  const isOpen = asked.own.delivery !== "";
  const { byState, withoutCompany, failedInAll } = health;
  const counts = {
    all: health.deliveries,
    ...byState,
    failed: failedInAll,
    "without-company": withoutCompany,
  };
  return (
    <div className="webhooks" data-open={isOpen || undefined}>
      <div className="webhooks-rest">
        {health.lastReceivedAt === null && <FirstSteps webhookUrl={webhookUrl} />}
        <DeliveryHealth health={health} refused={refused} {...place} />
      </div>
      <div className="webhooks-list">
        <DeliveryList list={list} counts={counts} {...place} />
      </div>
      {isOpen && <DeliveryPanel delivery={delivery} timeZone={company.timeZone} />}
      <div className="webhooks-rest webhooks-below">
        <RefusedPanel refused={refused} {...place} />
        <TestEventPanel events={testEvents} unavailable={testsUnavailable} />
      </div>
    </div>
  );
}
