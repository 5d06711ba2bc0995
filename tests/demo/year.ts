import { advance, type Delivery, newWorld, type World } from "../../app/whop/world";

export const YEAR_MS = 365 * 86_400_000;
export const ANCHOR = Date.parse("2026-11-23T15:00:00.000Z");

/** The demo's year as seen from `anchor` (Unix ms): the world on that day and the deliveries until then. */
export function aYear(o: { seed?: string; anchor?: number } = {}): { world: World; deliveries: Delivery[] } {
  const anchor = o.anchor ?? ANCHOR;
  const world = newWorld({ seed: o.seed ?? "harbour", opensAt: anchor - YEAR_MS });
  return { world, deliveries: advance(world, anchor) };
}
