import { reads, type Sql } from "../lib/db";

/** Requests that were refused for one reason. */
export interface RefusedRequests {
  reason: string;
  requests: number;
  /** ISO instants of whole hours, and how many in each; oldest first, hours without any left out */
  hourly: { hour: string; requests: number }[];
  /** the newest of them, newest first, without their bodies */
  last: RefusedRequest[];
}

export interface RefusedRequest {
  /** ISO instant */
  received_at: string;
  /** which signature was checked: standard, legacy or none */
  scheme: string;
  /** this machine's clock minus the time that was signed: positive where the signature is old */
  clock_difference_seconds: number | null;
  body_bytes: number | null;
  headers: Record<string, string>;
}

/** The requests refused in the last `hours`, most frequent reason first: `api.refused_requests`. They are nobody's in particular. */
export async function readRefused(
  hours: number,
  samples: number,
  sql: Sql = reads(),
): Promise<RefusedRequests[]> {
  const rows = await sql<
    { reason: string; requests: string; hourly: RefusedRequests["hourly"]; last: RefusedRequest[] }[]
  >`
    select reason, requests, hourly, last
    from api.refused_requests(since => now() - make_interval(hours => ${hours}), samples => ${samples})
  `;
  return rows.map((row) => ({ ...row, requests: Number(row.requests) }));
}
