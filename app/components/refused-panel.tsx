import { formatInstant } from "../lib/days";
import { formatCount } from "../lib/format";
import type { RefusedRequest, RefusedRequests } from "../models/refused";
import { Panel } from "./panel";
import { formatClockDifference, refusalInWords } from "./refused-words";
import { TimeAgo } from "./time-ago";

interface Props {
  refused: readonly RefusedRequests[];
  timeZone: string;
  today: string;
}

/** Requests that were turned away at the door, by reason, each with what to do. */
export function RefusedPanel({ refused, timeZone, today }: Props) {
  return (
    <Panel
      title="Turned away in the last 7 days"
      testId="refused"
      takeaway="Requests to this server's webhook address that were not stored, whosoever they were; their content was not read."
    >
      {refused.length === 0 && (
        <p className="panel-empty">None. Whatever was sent here had a good signature, and is stored.</p>
      )}
      <ul className="refused">
        {refused.map(({ reason, requests, hourly, last }) => {
          const { says, todo } = refusalInWords(reason);
          return (
            <li key={reason} data-testid={`refused-${reason}`}>
              <div className="refused-head">
                <strong>{says}</strong>
                <Hours hourly={hourly} />
                <span className="refused-count">{formatCount(String(requests))}</span>
              </div>
              <p>{todo}</p>
              <ul className="refused-last">
                {last.map((request) => (
                  <li key={`${request.received_at} ${request.headers["webhook-id"] ?? ""}`}>
                    <span title={formatInstant(request.received_at, timeZone)}>
                      <TimeAgo instant={request.received_at} timeZone={timeZone} today={today} />
                    </span>
                    <span>{inWords(request)}</span>
                  </li>
                ))}
              </ul>
            </li>
          );
        })}
      </ul>
    </Panel>
  );
}

function inWords({
  scheme,
  clock_difference_seconds: clock,
  body_bytes: bytes,
  headers,
}: RefusedRequest): string {
  return [
    scheme === "none" ? "no signature" : `${scheme} signature`,
    clock !== null && Math.abs(clock) > 1 && `signed ${formatClockDifference(clock)}`,
    bytes !== null && `${formatCount(String(bytes))} bytes`,
    headers["user-agent"],
  ]
    .filter(Boolean)
    .join(" · ");
}

const HOURS = 7 * 24;
const HOUR_MS = 3_600_000;

/** When they came: one line an hour, higher where there were more. */
function Hours({ hourly }: { hourly: RefusedRequests["hourly"] }) {
  const most = Math.max(...hourly.map(({ requests }) => requests));
  const newest = Math.max(...hourly.map(({ hour }) => Date.parse(hour)));
  return (
    <svg className="hours" viewBox={`0 0 ${HOURS} 20`} preserveAspectRatio="none" aria-hidden="true">
      {hourly.map(({ hour, requests }) => {
        const height = Math.max(2, (20 * requests) / most);
        const age = (newest - Date.parse(hour)) / HOUR_MS;
        return <rect key={hour} x={HOURS - 1 - age} y={20 - height} width={1.4} height={height} />;
      })}
    </svg>
  );
}
