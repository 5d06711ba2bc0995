import { setTimeout as sleep } from "node:timers/promises";
import { insertDeliveries } from "../../../app/ingest/insert";
import type { Database } from "../../../app/lib/db";
import { connect } from "../ingest/server";
import { OVERVIEW, shown } from "./queries";
import { renewalsIn } from "./renewals";
import { type Times, timeOf } from "./timing";

/** From the end of one to the beginning of the next. */
const PAUSE_MS = 20;
/** Connections make their plans before it counts. */
const WARM_UP = 20;
/** A single refresh may be over too soon to say anything. */
const AT_LEAST_MS = 15_000;

/** How long reads of the overview and single deliveries to the same company took, side by side. */
export interface Served {
  reads: Times;
  deliveries: Times;
}

/** That, while nothing else happens, and while `view` is refreshed, again and again. Models read from `database`. */
export async function servedDuringRefresh(
  url: string,
  database: Database,
  view: string,
): Promise<{ quiet: Served; refreshing: Served; refreshes: Times }> {
  const superuser = connect(url, 1);
  const renewal = await renewalsIn(superuser);
  const of = await shown(database.reads);
  const read = () => OVERVIEW.run(database.reads, of);
  const deliver = () => insertDeliveries(database.ingest, [renewal()]);

  /** Both go on until `work` is done. */
  const serve = async (work: Promise<void>): Promise<Served> => {
    let isOver = false;
    const over = () => {
      isOver = true;
    };
    void work.then(over, over);
    const again = async (what: () => Promise<unknown>): Promise<Times> => {
      for (let nth = 0; nth < WARM_UP; nth++) await what();
      const times: number[] = [];
      while (!isOver) {
        times.push(await timeOf(what));
        await sleep(PAUSE_MS);
      }
      return times;
    };
    const [reads, deliveries] = await Promise.all([again(read), again(deliver)]);
    await work;
    return { reads, deliveries };
  };

  const refreshes: number[] = [];
  const refresh = async () => {
    const until = performance.now() + AT_LEAST_MS;
    while (performance.now() < until) {
      refreshes.push(await timeOf(() => superuser.unsafe(`refresh materialized view concurrently ${view}`)));
    }
  };
  try {
    const quiet = await serve(sleep(AT_LEAST_MS));
    const refreshing = await serve(refresh());
    return { quiet, refreshing, refreshes };
  } finally {
    await superuser.end();
  }
}
