import { Text } from "frosted-ui";
import type { ReactNode } from "react";
import type { Connection } from "../hooks/live-stream";
import { useLiveShell } from "../hooks/use-live";
import { dayOf, formatClock, formatDay, formatInstant, formatMinute } from "../lib/days";
import type { Company } from "../models/company";

/** How far what the page shows may be trusted: is it live, in which currency and zone, up to when. `children` stand at its end. */
export function TruthLine({ children }: { children?: ReactNode }) {
  const { data, connection } = useLiveShell();
  const { company, resolved } = data;
  const { timeZone, dataThrough } = company;
  return (
    <Text render={<div />} size="1" className="truth" data-testid="truth-line" data-state={connection.state}>
      <span className="truth-state" role="status">
        <span className="truth-dot" aria-hidden="true" />
        {stateInWords(connection, timeZone)}
      </span>
      <span title="The currency of every amount on this page">{resolved.currency.toUpperCase()}</span>
      <span title="Days begin and end, and times are given, in this time zone">{timeZone}</span>
      {dataThrough && (
        <span title={`The newest delivery from Whop came on ${formatInstant(dataThrough, timeZone)}`}>
          data through <time dateTime={dataThrough}>{through(dataThrough, company)}</time>
        </span>
      )}
      {children}
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

function through(instant: string, { timeZone, today }: Company): string {
  const day = dayOf(instant, timeZone);
  const clock = formatClock(instant, timeZone);
  return day === today ? clock : `${formatDay(day)}, ${clock}`;
}
