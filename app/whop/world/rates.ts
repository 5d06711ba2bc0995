import { DAY, HOUR } from "./time";
import type { World } from "./world";

/** The doors open this long after the business set up shop; until then people put themselves on the waiting list. */
export const LAUNCH_AFTER = 4 * DAY;

/** No hour of any day ever sees more sales than this, as sales per day. */
export const MOST_SALES_PER_DAY = 32;

/** No hour of any day ever sees more activity than this, as a multiple of the average. */
export const MOST_ACTIVITY = 2.2;

/** Sales per day expected at an instant: a launch, then slow growth, with quiet weekends, nights and holidays. */
export function salesPerDay(world: World, at: number): number {
  const day = (at - world.opensAt - LAUNCH_AFTER) / DAY;
  if (day < 0) return 0;
  const launch = 9 * Math.exp(-day / 3);
  const growth = 0.66 + 1.06 * Math.min(1, day / 360);
  return (launch + growth) * season(at) * weekday(at) * hour(at);
}

/** How much goes on in courses and chat at an instant, as a multiple of the average. */
export function liveliness(at: number): number {
  return weekday(at) * hour(at);
}

function weekday(at: number): number {
  return [0.7, 1.15, 1.15, 1.1, 1.05, 1, 0.65][new Date(at).getUTCDay()] ?? 1;
}

/** Between 0.2 at its quietest and 1.8 at six in the evening, UTC: breakfast in the west, supper in Europe. */
function hour(at: number): number {
  return 1 + 0.8 * Math.cos((((at % DAY) / HOUR - 18) / 24) * 2 * Math.PI);
}

function season(at: number): number {
  const date = new Date(at);
  const [month, day] = [date.getUTCMonth(), date.getUTCDate()];
  if (month === 11 && day >= 12) return 0.5;
  if (month === 0 && day >= 3 && day <= 24) return 1.4;
  if (month === 6 || month === 7) return 0.85;
  return 1;
}
