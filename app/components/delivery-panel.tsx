import { Link, useFetcher } from "@remix-run/react";
import { Button, Code } from "frosted-ui";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { useAsk } from "../hooks/use-ask";
import { useHydrated } from "../hooks/use-hydrated";
import { useKeys } from "../hooks/use-keys";
import { formatInstant } from "../lib/days";
import { formatCount } from "../lib/format";
import { formatMoney } from "../lib/money";
import type { DeliveryDetail, DeliveryEntry, DeliveryEvent, Replayed } from "../models/delivery";
import { withOwn } from "./delivery-list";
import {
  entryInWords,
  errorOf,
  formatDelay,
  nameOf,
  replayInWords,
  STATES,
  whyNoEntries,
} from "./delivery-words";
import { wordsOf } from "./feed-words";
import { JsonTree } from "./json-tree";

interface Props {
  /** null: there is no such delivery here */
  delivery: DeliveryDetail | null;
  timeZone: string;
}

/** One delivery: what it said, what became of it, and a way to read it again. Beside the list; on a phone instead of it. */
export function DeliveryPanel({ delivery, timeZone }: Props) {
  const { asked, ask, href } = useAsk();
  const heading = useRef<HTMLHeadingElement>(null);
  const closed = withOwn(asked, { delivery: "" });
  const { delivery: number = "" } = asked.own;
  useKeys(Object.fromEntries([["Escape", () => ask(closed)]]));
  useFocusOnChange(heading, number);
  return (
    <aside className="delivery-panel" aria-labelledby="delivery-heading" data-testid="delivery-panel">
      <header className="delivery-panel-header">
        <h2 id="delivery-heading" ref={heading} tabIndex={-1}>
          {delivery ? nameOf(delivery) : `Delivery ${number}`}
        </h2>
        <Link
          to={href(closed)}
          preventScrollReset
          className="delivery-close"
          aria-label="Close this delivery"
        >
          Close
        </Link>
      </header>
      {delivery ? (
        <Told key={delivery.seq} delivery={delivery} timeZone={timeZone} />
      ) : (
        <p className="panel-empty">
          There is no delivery {number} here. It may be another company's, or one without a company.
        </p>
      )}
    </aside>
  );
}

/** When another one is opened, whoever uses a keyboard or a screen reader is led to it; when it is closed, back to its row. */
function useFocusOnChange(heading: React.RefObject<HTMLElement>, number: string): void {
  const shown = useRef(number);
  const isHydrated = useHydrated();
  const wasThere = useRef(isHydrated);
  useEffect(() => {
    if (wasThere.current || shown.current !== number) heading.current?.focus({ preventScroll: true });
    shown.current = number;
  }, [number, heading]);
  useEffect(
    () => () => {
      requestAnimationFrame(() =>
        document
          .querySelector<HTMLElement>(`[data-delivery="${shown.current}"]`)
          ?.focus({ preventScroll: true }),
      );
    },
    [],
  );
}

const UNREADABLE = "Its body is no JSON, so nothing could be made of it. It is kept byte for byte.";

function Told({ delivery, timeZone }: { delivery: DeliveryDetail; timeZone: string }) {
  const { says, means, tone } = STATES[delivery.state];
  const reveal = useReveal(delivery.seq);
  return (
    <>
      <p className="delivery-verdict">
        <strong data-tone={tone} data-testid="delivery-state">
          {says}.
        </strong>{" "}
        {delivery.bodyBytes === null ? means : UNREADABLE}
      </p>
      {delivery.sqlstate && <Failure delivery={delivery} revealed={reveal.revealed} timeZone={timeZone} />}
      <Replay delivery={delivery} />
      <Became delivery={delivery} timeZone={timeZone} />
      <Facts delivery={delivery} timeZone={timeZone} />
      <Content delivery={delivery} {...reveal} />
    </>
  );
}

interface FailureProps {
  delivery: DeliveryDetail;
  revealed: Revealed | null;
  timeZone: string;
}

function Failure({ delivery, revealed, timeZone }: FailureProps) {
  const { sqlstate, failures } = delivery;
  const message = revealed?.message ?? delivery.message;
  const { happened, todo } = errorOf(sqlstate ?? "");
  return (
    <section className="delivery-failure" aria-label="Why it failed">
      <p>
        <strong>{happened}</strong> {todo}
      </p>
      <p className="delivery-message">
        <Code color="gray">
          {sqlstate}: {message}
        </Code>
      </p>
      {failures !== null && (
        <p
          className="quiet"
          title={delivery.lastFailedAt ? formatInstant(delivery.lastFailedAt, timeZone) : ""}
        >
          Tried {failures === 1 ? "once" : `${formatCount(String(failures))} times`}.
        </p>
      )}
    </section>
  );
}

/** What an action of this page answers. */
export type Answer<Content> = Content | { problem: string };

function Replay({ delivery }: { delivery: DeliveryDetail }) {
  const { asked } = useAsk();
  const { Form, data, state } = useFetcher<Answer<{ replayed: Replayed }>>();
  const isHydrated = useHydrated();
  const isBusy = state !== "idle";
  return (
    <Form method="post" className="replay">
      <input type="hidden" name="act" value="replay" />
      <input type="hidden" name="seq" value={delivery.seq} />
      <input type="hidden" name="of" value={asked.own.state} />
      <Button
        size="2"
        type="submit"
        variant={delivery.state === "failed" ? "solid" : "soft"}
        color={delivery.state === "failed" ? "blue" : "gray"}
        disabled={!isHydrated || isBusy}
        title="Reads it again as if it had just arrived. What is counted already is not counted twice."
      >
        {isBusy ? "Reading it again …" : "Replay"}
      </Button>
      <p role="status" className="replay-result" data-testid="replay-result">
        {data && !isBusy && <Outcome data={data} />}
      </p>
    </Form>
  );
}

function Outcome({ data }: { data: Answer<{ replayed: Replayed }> }) {
  if ("problem" in data) return <span data-tone="loss">{data.problem}</span>;
  const { says, isWell } = replayInWords(data.replayed);
  return <span data-tone={isWell ? undefined : "loss"}>{says}</span>;
}

function Became({ delivery, timeZone }: { delivery: DeliveryDetail; timeZone: string }) {
  const { events, entries } = delivery;
  if (events.length === 0) return null;
  const reason = entries.length === 0 ? whyNoEntries(delivery) : null;
  return (
    <Section title="What it became">
      <ul className="became">
        {events.map((event) => (
          <EventLine key={event.part} event={event} timeZone={timeZone} />
        ))}
      </ul>
      {entries.length > 0 && (
        <ul className="became became-entries" aria-label="Ledger entries">
          {entries.map((entry, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: entries are only ever added at the end
            <EntryLine key={index} entry={entry} timeZone={timeZone} />
          ))}
        </ul>
      )}
      {reason && <p className="quiet">{reason}</p>}
    </Section>
  );
}

function EventLine({ event, timeZone }: { event: DeliveryEvent; timeZone: string }) {
  const { type, source_type: sourceType, status, amount, currency, part } = event;
  return (
    <li>
      <span className="became-what" title={type}>
        {wordsOf({ type, sourceType, status }).says}
        {part > 1 && <span className="quiet"> (follows from it)</span>}
      </span>
      <span className="became-amount">{amount && currency ? formatMoney(amount, currency) : ""}</span>
      <span className="became-when">{formatInstant(event.occurred_at, timeZone)}</span>
    </li>
  );
}

const LEDGERS = { revenue: "Revenue", mrr: "MRR", access: "Access" } as const;

function EntryLine({ entry, timeZone }: { entry: DeliveryEntry; timeZone: string }) {
  const { says, amount, tone } = entryInWords(entry);
  return (
    <li title={`Posted ${formatInstant(entry.posted_at, timeZone)}`}>
      <span className="became-what">
        <span className="quiet">{LEDGERS[entry.ledger]}:</span> {says}
      </span>
      <span className="became-amount" data-tone={tone}>
        {amount}
      </span>
      <span className="became-when">{formatInstant(entry.occurred_at, timeZone)}</span>
    </li>
  );
}

function Facts({ delivery, timeZone }: { delivery: DeliveryDetail; timeZone: string }) {
  const { headers, redeliveries, redeliveredAt } = delivery;
  const instant = (at: string | null) => (at ? formatInstant(at, timeZone) : "–");
  const facts: [string, ReactNode][] = [
    [
      "Event",
      <Code key="event" color="gray">
        {delivery.eventName ?? "–"}
      </Code>,
    ],
    ["Who and what", [delivery.who, delivery.what].filter(Boolean).join(" · ") || "–"],
    ["Received", instant(delivery.receivedAt)],
    ["Happened", instant(delivery.occurredAt)],
    ["Signed by Whop", `${instant(delivery.sentAt)} (delay ${formatDelay(delivery.latencySeconds)})`],
    [
      "Came again",
      redeliveries > 0
        ? `${formatCount(String(redeliveries))} ${redeliveries === 1 ? "time" : "times"}, last ${instant(redeliveredAt)}; counted once`
        : "no",
    ],
    [
      "Number",
      <Code key="seq" color="gray">
        {delivery.seq}
      </Code>,
    ],
    [
      "Key",
      <Code key="key" color="gray">
        {delivery.key}
      </Code>,
    ],
    ["Source", delivery.source],
  ];
  return (
    <Section title="Delivery">
      <dl className="facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {Object.keys(headers).length > 0 && (
        <details>
          <summary>Headers</summary>
          <dl className="facts">
            {Object.entries(headers).map(([name, value]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>
                  <Code color="gray">{value}</Code>
                </dd>
              </div>
            ))}
          </dl>
        </details>
      )}
    </Section>
  );
}

/** What a person asked to see; it is kept nowhere else, and gone when the delivery is closed. */
export interface Revealed {
  payload: string | null;
  body: string | null;
  message: string | null;
}

function Content({
  delivery,
  revealed,
  problem,
  isBusy,
  reveal,
  hide,
}: { delivery: DeliveryDetail } & ReturnType<typeof useReveal>) {
  const { seq, payload, payloadBytes, hidden, bodyBytes } = delivery;
  const isHydrated = useHydrated();
  const hasSecrets = hidden.length > 0 || bodyBytes !== null;
  const toggle = hasSecrets && (
    <Button
      size="1"
      variant="soft"
      color="gray"
      disabled={!isHydrated || isBusy}
      onClick={revealed ? hide : reveal}
    >
      {revealed ? "Hide personal data" : `Show ${bodyBytes === null ? "personal data" : "its bytes"}`}
    </Button>
  );
  return (
    <Section title="Payload" action={toggle}>
      <p className="quiet" role="status">
        {problem ?? (hidden.length > 0 && !revealed && hiddenInWords(hidden.length))}
      </p>
      {payload !== null ? (
        <JsonTree
          json={revealed?.payload ?? payload}
          hidden={revealed ? [] : hidden}
          label={revealed ? "Payload with personal data" : "Payload"}
        />
      ) : bodyBytes !== null ? (
        <>
          <p>It is {formatCount(String(bodyBytes))} bytes that are no JSON which can be stored as such.</p>
          {revealed?.body != null && <pre className="bytes">{revealed.body}</pre>}
        </>
      ) : (
        <p>
          Its {formatCount(String(Math.round((payloadBytes ?? 0) / 1024)))} KB are too long to show here:{" "}
          <Code color="gray">select payload from raw.webhook_events where seq = {seq}</Code>
        </p>
      )}
    </Section>
  );
}

function hiddenInWords(count: number): string {
  return `${count === 1 ? "One value is" : `${formatCount(String(count))} values are`} not shown, because they are about a person or a secret.`;
}

/** Asks the server for what is hidden, when somebody wants to see it. */
function useReveal(seq: number) {
  const { asked } = useAsk();
  const [revealed, setRevealed] = useState<Revealed | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);

  async function reveal() {
    setBusy(true);
    setProblem(null);
    try {
      const response = await fetch(`/dashboard/${encodeURIComponent(asked.companyId)}/webhooks/reveal`, {
        method: "POST",
        body: new URLSearchParams({ seq: String(seq), of: asked.own.state ?? "" }),
      });
      const answer = (await response.json()) as Answer<Revealed>;
      if ("problem" in answer) setProblem(answer.problem);
      else setRevealed(answer);
    } catch {
      setProblem("The server cannot be reached. Try again.");
    } finally {
      setBusy(false);
    }
  }

  return { revealed, problem, isBusy, reveal, hide: () => setRevealed(null) };
}

function Section({ title, action, children }: { title: string; action?: ReactNode; children: ReactNode }) {
  return (
    <section className="delivery-section">
      <header>
        <h3>{title}</h3>
        {action}
      </header>
      {children}
    </section>
  );
}
