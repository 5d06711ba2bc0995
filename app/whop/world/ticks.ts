import { forgetTicks, schedule, type Tick } from "./queue";
import { between, waiting } from "./random";
import { MOST_ACTIVITY, MOST_SALES_PER_DAY } from "./rates";
import { DAY, MINUTE, SECOND } from "./time";
import type { Pace, World } from "./world";

/** Lessons, messages and the like, of one member on an average day. */
const ACTIVITY_PER_MEMBER_AND_DAY = 0.12;

/**
 * Changes how fast things happen, from `world.now` on. At `live` something happens at least once a second, and money
 * moves every half minute: enough to see, and an afternoon of it is still believable. A month passes in some five hours
 * there, so renewals come early, and departures keep the number of members where it was.
 */
export function setPace(world: World, pace: Pace): void {
  if (world.pace === pace && world.queue.some((entry) => entry.does === "sale")) return;
  world.pace = pace;
  world.livePopulation ||= pace === "live" ? Math.max(40, world.members.length) : 0;
  forgetTicks(world);
  for (const tick of Object.keys(gaps[pace]) as Tick[]) scheduleTick(world, world.now, tick);
}

/** Plans the next of something that repeats. */
export function scheduleTick(world: World, after: number, tick: Tick): void {
  const gap = gaps[world.pace][tick];
  if (gap) schedule(world, after + Math.round(gap(world)), { does: tick });
}

/** How long until the next one of each, in ms. Steady sales and activity are candidates: their hour decides. */
const gaps: Record<Pace, Partial<Record<Tick, (world: World) => number>>> = {
  steady: {
    sale: (w) => waiting(w.random, DAY / MOST_SALES_PER_DAY),
    study: (w) => {
      const perDay = Math.max(1, w.members.length) * ACTIVITY_PER_MEMBER_AND_DAY * MOST_ACTIVITY;
      return waiting(w.random, DAY / perDay);
    },
    grievance: (w) => between(w.random, 32 * DAY, 55 * DAY),
  },
  live: {
    sale: (w) => between(w.random, 35 * SECOND, 65 * SECOND),
    study: (w) => between(w.random, 550, 980),
    grievance: (w) => between(w.random, 40 * MINUTE, 70 * MINUTE),
    earlyRenewal: (w) => between(w.random, 50 * SECOND, 90 * SECOND),
    earlyFailure: (w) => between(w.random, 2 * MINUTE, 4 * MINUTE),
    departure: (w) => {
      const crowding = Math.min(2, Math.max(0.4, w.members.length / w.livePopulation));
      return between(w.random, 40 * SECOND, 64 * SECOND) / crowding;
    },
  },
};
