import { Link } from "@remix-run/react";
import { Button } from "frosted-ui";
import { memo, useRef } from "react";
import { useArrivals } from "../hooks/use-arrivals";
import { useAsk } from "../hooks/use-ask";
import { useHeld } from "../hooks/use-held";
import { useHydrated } from "../hooks/use-hydrated";
import { dayOf, formatDay, formatInstant, formatMinute } from "../lib/days";
import { magnitude } from "../lib/decimal";
import { formatMoney, formatMoneySigned } from "../lib/money";
import { hrefOf, type Question } from "../lib/question";
import type { DeliveryList as Deliveries, ListedDelivery } from "../models/deliveries";
import { DeliveryFilter } from "./delivery-filter";
import { formatDelay, nameOf, STATES } from "./delivery-words";
import { wordsOf } from "./feed-words";
import { Panel } from "./panel";
import { TimeAgo } from "./time-ago";

interface Props {
  list: Deliveries;
  counts: Readonly<Record<string, number>>;
  timeZone: string;
  today: string;
}

/** Deliveries, newest first; new ones come in on top unless somebody reads on or holds them still. */
export function DeliveryList({ list, counts, timeZone, today }: Props) {
  const { asked } = useAsk();
  const top = useRef<HTMLDivElement>(null);
  const about = hrefOf(withOwn(asked, { delivery: "" }));
  const { shown, isPaused, isHeld, pause, resume } = useHeld(list, about, top);
  const isFirstPage = !asked.own.before;
  return (
    <Panel
      title="Deliveries"
      testId="deliveries"
      className="deliveries-panel"
      action={
        isFirstPage && (
          <HoldButton
            isPaused={isPaused}
            waiting={isHeld ? countNewer(list.rows, shown.rows) : 0}
            onPress={isHeld ? resume : pause}
          />
        )
      }
    >
      <DeliveryFilter counts={counts} />
      <div ref={top} className="deliveries-top" />
      {shown.rows.length > 0 && (
        <div className="delivery delivery-titles" aria-hidden="true">
          <span>State</span>
          <span>Event</span>
          <span>Who and what</span>
          <span className="delivery-amount">Amount</span>
          <span className="delivery-delay">Delay</span>
          <span className="delivery-when">Received</span>
        </div>
      )}
      <Rows key={about} rows={shown.rows} timeZone={timeZone} today={today} />
      {shown.rows.length === 0 && <p className="panel-empty">{whyEmpty(asked)}</p>}
      <Paging asked={asked} list={shown} timeZone={timeZone} today={today} />
    </Panel>
  );
}

interface RowsProps {
  rows: readonly ListedDelivery[];
  timeZone: string;
  today: string;
}

function Rows({ rows, timeZone, today }: RowsProps) {
  const { asked, href } = useAsk();
  const list = useArrivals(rows, ({ seq }) => String(seq));
  return (
    <ol ref={list} className="delivery-list" aria-label="Deliveries, newest first">
      {rows.map((row) => (
        <Row
          key={row.seq}
          row={row}
          href={href(withOwn(asked, { delivery: String(row.seq) }))}
          isOpen={asked.own.delivery === String(row.seq)}
          timeZone={timeZone}
          today={today}
        />
      ))}
    </ol>
  );
}

/** The question with other parameters of the page's own. */
export function withOwn(asked: Question, own: Record<string, string>): Question {
  return { ...asked, own: { ...asked.own, ...own } };
}

interface RowProps {
  row: ListedDelivery;
  href: string;
  isOpen: boolean;
  timeZone: string;
  today: string;
}

const Row = memo(function Row({ row, href, isOpen, timeZone, today }: RowProps) {
  const { says, tone, means } = STATES[row.state];
  return (
    <li className="delivery" data-testid="delivery" data-event-id={row.seq} data-open={isOpen || undefined}>
      <span className="delivery-state" data-tone={tone} data-state-of={row.state} title={means}>
        {says}
      </span>
      <span className="delivery-event">
        <Link
          to={href}
          preventScrollReset
          className="delivery-link"
          data-delivery={row.seq}
          aria-current={isOpen ? "true" : undefined}
        >
          {nameOf(row)}
        </Link>
        {row.eventName && row.eventName !== nameOf(row) && (
          <span className="delivery-name">{row.eventName}</span>
        )}
      </span>
      <span className="delivery-who">{[row.who, row.what].filter(Boolean).join(" · ")}</span>
      <Amount row={row} />
      <span className="delivery-delay" title="From Whop's signing to being received here">
        {formatDelay(row.latencySeconds)}
        {row.redeliveries > 0 && (
          <span title={`It came ${row.redeliveries + 1} times and counts once`}>
            {" "}
            ×{row.redeliveries + 1}
          </span>
        )}
      </span>
      <span className="delivery-when" title={formatInstant(row.receivedAt, timeZone)}>
        <TimeAgo instant={row.receivedAt} timeZone={timeZone} today={today} />
      </span>
    </li>
  );
});

function Amount({ row }: { row: ListedDelivery }) {
  const { amount, currency, category, type, eventName, status } = row;
  if (amount === null || currency === null || category === "membership")
    return <span className="delivery-amount" />;
  const { sign, tone } = wordsOf({ type: type ?? "", sourceType: eventName ?? "", status });
  const signed = sign === -1 ? `-${magnitude(amount)}` : magnitude(amount);
  return (
    <span className="delivery-amount" data-tone={row.state === "projected" ? tone : undefined}>
      {sign ? formatMoneySigned(signed, currency) : formatMoney(amount, currency)}
    </span>
  );
}

interface HoldButtonProps {
  isPaused: boolean;
  /** deliveries that came since */
  waiting: number;
  onPress: () => void;
}

function HoldButton({ isPaused, waiting, onPress }: HoldButtonProps) {
  const isHydrated = useHydrated();
  const says = waiting > 0 ? `${waiting} newer: show` : isPaused ? "Resume" : "Pause";
  return (
    <Button
      size="1"
      variant={waiting > 0 ? "soft" : "ghost"}
      color={waiting > 0 ? "blue" : "gray"}
      className={waiting > 0 ? "deliveries-newer" : undefined}
      disabled={!isHydrated}
      onClick={onPress}
    >
      {says}
    </Button>
  );
}

function countNewer(live: readonly ListedDelivery[], shown: readonly ListedDelivery[]): number {
  const newest = shown[0]?.seq ?? 0;
  return live.filter(({ seq }) => seq > newest).length;
}

/** How far back the list goes, and the ways to older and to the newest. */
function Paging({
  asked,
  list,
  timeZone,
  today,
}: {
  asked: Question;
  list: Deliveries;
  timeZone: string;
  today: string;
}) {
  const { href } = useAsk();
  const { next, lookedBackTo, lookedAtEverybody } = list;
  return (
    <nav className="paging" aria-label="Older and newer deliveries">
      {asked.own.before && <Link to={href(withOwn(asked, { before: "" }))}>Newest</Link>}
      {next !== null && (
        <Link to={href(withOwn(asked, { before: String(next) }))}>
          {lookedBackTo ? "Look further back" : "Older"}
        </Link>
      )}
      {lookedBackTo && (
        <span>
          Looked through 20,000 events, back to {momentOf(lookedBackTo, timeZone, today)}; ids and keys are
          found however old{lookedAtEverybody ? "" : ", names among 50,000 people"}.
        </span>
      )}
    </nav>
  );
}

function momentOf(instant: string, timeZone: string, today: string): string {
  const day = dayOf(instant, timeZone);
  const minute = formatMinute(instant, timeZone);
  return day === today ? minute : `${formatDay(day)}, ${minute}`;
}

function whyEmpty({ own }: Question): string {
  if (own.search) return `Nothing here matches “${own.search}”.`;
  if (own.type) return "No such event came.";
  switch (own.state) {
    case "failed":
      return "None: every delivery that is stored is in the figures.";
    case "test":
      return "No test of Whop's came. Its dashboard sends one when you press Test on the webhook.";
    case "kept":
      return "None: every event that came is one that Tidemark knows.";
    case "without-company":
      return "None: of every delivery it is known whose it is.";
    default:
      return "Nothing was delivered yet. Each delivery of Whop's appears here the moment it arrives.";
  }
}
