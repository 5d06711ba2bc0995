import { Badge, Button } from "frosted-ui";
import { memo, useState } from "react";
import { useArrivals } from "../hooks/use-arrivals";
import { useHydrated } from "../hooks/use-hydrated";
import { formatInstant } from "../lib/days";
import { magnitude } from "../lib/decimal";
import { formatMoney, formatMoneySigned } from "../lib/money";
import type { Feed, FeedRow } from "../models/feed";
import { wordsOf } from "./feed-words";
import { Panel } from "./panel";
import { TimeAgo } from "./time-ago";

interface Props {
  feed: Feed;
  timeZone: string;
  today: string;
}

/** What happens, newest first, one line an event. It can be held still. */
export const LiveFeed = memo(function LiveFeed({ feed, timeZone, today }: Props) {
  const [held, setHeld] = useState<Feed | null>(null);
  const shown = held ?? feed;
  const list = useArrivals(shown, ({ id }) => id);
  return (
    <Panel
      title="What is happening"
      className="feed-panel"
      action={
        shown.length > 0 && (
          <PauseButton
            isPaused={held !== null}
            waiting={held ? countNewer(feed, held) : 0}
            onPress={() => setHeld(held ? null : feed)}
          />
        )
      }
    >
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be within a keyboard's reach */}
      <section className="feed" data-testid="feed" aria-label="Events, newest first" tabIndex={0}>
        {shown.length === 0 && <p className="panel-empty">{EMPTY}</p>}
        <ol ref={list} className="feed-list">
          {shown.map((row) => (
            <Row key={row.id} row={row} timeZone={timeZone} today={today} />
          ))}
        </ol>
      </section>
    </Panel>
  );
});

const EMPTY =
  "Nothing has happened yet. Payments, renewals, new members and lessons appear here as Whop reports them.";

const Row = memo(function Row({ row, timeZone, today }: { row: FeedRow; timeZone: string; today: string }) {
  const { says, tone } = wordsOf(row);
  return (
    <li
      className="feed-row"
      data-testid="feed-row"
      data-event-id={row.id}
      title={`${row.sourceType}, ${formatInstant(row.occurredAt, timeZone)}`}
    >
      <span className="feed-what" data-tone={tone}>
        {says}
      </span>
      <span className="feed-who">
        {row.isTest && (
          <Badge size="1" color="gray">
            Test
          </Badge>
        )}
        {[row.who, row.what].filter(Boolean).join(" · ")}
      </span>
      <Amount row={row} />
      <span className="feed-when">
        <TimeAgo instant={row.occurredAt} timeZone={timeZone} today={today} />
      </span>
    </li>
  );
});

/** Money that moved or was to move. A renewal's own payment has its own line, so the renewal shows none. */
function Amount({ row }: { row: FeedRow }) {
  const { category, amount, currency } = row;
  const { sign, tone } = wordsOf(row);
  if (category === "membership" || amount === null || currency === null)
    return <span className="feed-amount" />;
  if (!sign) return <span className="feed-amount">{formatMoney(amount, currency)}</span>;
  const signed = sign < 0 ? `-${magnitude(amount)}` : magnitude(amount);
  return (
    <span className="feed-amount" data-tone={tone}>
      {formatMoneySigned(signed, currency)}
    </span>
  );
}

interface PauseButtonProps {
  isPaused: boolean;
  /** events that came since */
  waiting: number;
  onPress: () => void;
}

function PauseButton({ isPaused, waiting, onPress }: PauseButtonProps) {
  const isHydrated = useHydrated();
  const newer = waiting > 0 ? ` (${waiting} newer)` : "";
  return (
    <Button size="1" variant="ghost" color="gray" disabled={!isHydrated} onClick={onPress}>
      {isPaused ? `Resume${newer}` : "Pause"}
    </Button>
  );
}

function countNewer(feed: Feed, held: Feed): number {
  const known = new Set(held.map((row) => row.id));
  return feed.filter((row) => !known.has(row.id)).length;
}
