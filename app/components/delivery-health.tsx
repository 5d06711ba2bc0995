import { Card, Text } from "frosted-ui";
import type { ReactNode } from "react";
import { useTint } from "../hooks/use-tint";
import { formatMinute } from "../lib/days";
import { formatCount } from "../lib/format";
import type { DeliveryHealth as Health } from "../models/deliveries";
import type { RefusedRequests } from "../models/refused";
import { formatDelay } from "./delivery-words";
import { TimeAgo } from "./time-ago";

interface Props {
  health: Health;
  refused: readonly RefusedRequests[];
  timeZone: string;
  today: string;
}

/** Whether deliveries arrive, how soon, and whether any is not in the figures. */
export function DeliveryHealth({ health, refused, timeZone, today }: Props) {
  const { lastReceivedAt, lastEventName, deliveries, redelivered, latency, failedInAll } = health;
  const isCapped = deliveries >= MOST_LOOKED_AT;
  const since = formatMinute(health.since, timeZone);
  const requests = refused.reduce((sum, { requests }) => sum + requests, 0);
  return (
    <Card size="1" className="figures-card" render={<section aria-label="How deliveries arrive" />}>
      <dl className="figures-grid health-grid">
        <Fact testId="health-last" label="Last delivery" note={lastEventName ?? "Nothing came yet"}>
          {lastReceivedAt ? <TimeAgo instant={lastReceivedAt} timeZone={timeZone} today={today} /> : "–"}
        </Fact>
        <Fact
          testId="health-deliveries"
          label="In the last 24 hours"
          note={
            isCapped
              ? `Looked at the last ${formatCount(String(MOST_LOOKED_AT))}, since ${since}`
              : cameAgain(redelivered)
          }
          changes={String(deliveries)}
        >
          {isCapped ? `${formatCount(String(MOST_LOOKED_AT))}+` : formatCount(String(deliveries))}
        </Fact>
        <Fact
          testId="health-delay"
          label="Delay, half of them under"
          note={
            latency
              ? `95 of 100 under ${formatDelay(latency.p95)}; Whop signs whole seconds`
              : "Nothing to measure yet"
          }
        >
          {formatDelay(latency?.p50 ?? null)}
        </Fact>
        <Fact
          testId="health-failed"
          label="Not in the figures"
          note={
            failedInAll > 0
              ? "Stored, and failed to be read: open and replay"
              : "Every stored delivery was read"
          }
          changes={String(failedInAll)}
          tone={failedInAll > 0 ? "loss" : undefined}
        >
          {formatCount(String(failedInAll))}
        </Fact>
        <Fact
          testId="health-refused"
          label="Refused in 7 days"
          note={requests > 0 ? "Requests to this server: reasons below" : "No request was turned away"}
          changes={String(requests)}
        >
          {formatCount(String(requests))}
        </Fact>
      </dl>
    </Card>
  );
}

/** api.delivery_health looks at no more than that. */
export const MOST_LOOKED_AT = 10_000;

function cameAgain(times: number): string {
  if (times === 0) return "None came more than once";
  return `${formatCount(String(times))} came more than once, and ${times === 1 ? "counts" : "count"} once`;
}

interface FactProps {
  testId: string;
  label: string;
  note: string;
  /** tinted for a moment whenever this becomes another */
  changes?: string;
  tone?: "loss" | undefined;
  children: ReactNode;
}

function Fact({ testId, label, note, changes = "", tone, children }: FactProps) {
  const card = useTint<HTMLDivElement>(changes);
  return (
    <div ref={card} className="figure" data-testid={testId}>
      <dt className="figure-label">{label}</dt>
      <dd className="figure-value" data-figure data-tone={tone}>
        {children}
      </dd>
      <Text render={<dd />} size="1" className="figure-change">
        <span>{note}</span>
      </Text>
    </div>
  );
}
