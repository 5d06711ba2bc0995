import { Text } from "frosted-ui";
import type { Connection } from "../hooks/live-stream";
import { dayOf, formatClock, formatDay, formatInstant, formatMinute } from "../lib/days";
import type { Figures } from "../models/dashboard";

/** How far what the page shows may be trusted: is it live, in which currency and zone, up to when. */
export function TruthLine({ figures, connection }: { figures: Figures; connection: Connection }) {
  const { currency, timeZone, dataThrough } = figures;
  return (
    <Text render={<p />} size="1" className="truth" data-testid="truth-line" data-state={connection.state}>
      <span className="truth-state" role="status">
        <span className="truth-dot" aria-hidden="true" />
        {stateInWords(connection, timeZone)}
      </span>
      <span title="The currency of every amount on this page">{currency.toUpperCase()}</span>
      <span title="Days begin and end, and times are given, in this time zone">{timeZone}</span>
      {dataThrough && (
        <span title={`The newest delivery from Whop came on ${formatInstant(dataThrough, timeZone)}`}>
          data through <time dateTime={dataThrough}>{through(dataThrough, figures)}</time>
        </span>
      )}
    </Text>
  );
}

function stateInWords(connection: Connection, timeZone: string): string {
  switch (connection.state) {
    case "live":
      return "Live";
    case "reconnecting":
      return connection.since === null ? "Connecting" : "Reconnecting";
    case "stale":
      return `Stale since ${formatMinute(new Date(connection.since).toISOString(), timeZone)}`;
  }
}

function through(instant: string, { timeZone, today }: Figures): string {
  const day = dayOf(instant, timeZone);
  const clock = formatClock(instant, timeZone);
  return day === today ? clock : `${formatDay(day)}, ${clock}`;
}
