import type { Sql } from "postgres";
import { rowOf } from "../db/properties/copies";
import { type Delivery, deliver } from "../db/properties/deliveries";
import { send } from "../db/properties/sending";
import { shuffled } from "../support/shuffled";
import { type Deed, World } from "./deeds";

/** All that is delivered of these deeds, in the order in which it is sent. */
export function deliveriesOf(deeds: readonly Deed[], currency: string): Delivery[] {
  const world = new World(currency);
  const astray = deeds.find((deed, index) => deed.at < (deeds[index - 1]?.at ?? 0));
  if (astray) {
    const at = new Date(astray.at).toISOString();
    throw new Error(`A story is written in the order in which it happens: ${at} is not.`);
  }
  return deeds
    .flatMap((deed) => deed.happens(world))
    .flatMap((happening) => happening.told.map((telling) => deliver(happening, telling)))
    .sort((a, b) => a.sentAt - b.sentAt)
    .map((delivery, nth) => ({ ...delivery, key: `msg_${String(nth).padStart(3, "0")}_h00_` }));
}

/** The ways in which the same deliveries may arrive, as batches. */
export const TELLINGS: Record<string, (deliveries: readonly Delivery[]) => Delivery[][]> = {
  "in order": (deliveries) => deliveries.map((delivery) => [delivery]),
  backwards: (deliveries) => [...deliveries].reverse().map((delivery) => [delivery]),
  "at once, and some of it again": (deliveries) => [
    shuffled(deliveries, 7),
    deliveries.filter((_, index) => index % 3 === 0),
  ],
};

/** Tells a company of its own, in that time zone, of these deliveries, batch by batch; `tag` is in all of its ids. */
export async function tell(
  sql: Sql,
  { batches, tag, zone }: { batches: readonly Delivery[][]; tag: string; zone: string },
): Promise<void> {
  await sql`insert into ops.company_settings (company_id, time_zone) values (${`biz_${tag}`}, ${zone})`;
  for (const batch of batches) {
    const rows = batch.map((delivery) => rowOf(delivery, tag));
    await send(sql, rows);
  }
}
