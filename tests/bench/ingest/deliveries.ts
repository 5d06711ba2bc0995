import { DELIVERY_ID, TEMPLATES, type Words, worded } from "./templates";

/** A kind of run: new payments of members, news of memberships, or both by turns. */
export type Kind = "payment" | "membership" | "mix";

/** Who is there: members, spread evenly over the companies, each with one membership of their company's only plan. */
export interface World {
  memberships: number;
  companies: number;
}

/** A member is named `strip x nth`; the members of one strip are of one company. */
export const STRIPS = 50;

/** What a member's bodies say of them. */
export function wordsOfMember(world: World, member: number): Words {
  const strip = member % STRIPS;
  return { company: strip % world.companies, strip, nth: Math.floor(member / STRIPS) };
}

/** `count` different deliveries of that kind by random members, a millisecond apart, up to now. */
export function makeDeliveries(o: {
  kind: Kind;
  world: World;
  count: number;
}): { id: string; body: Buffer }[] {
  const began = Date.now() - o.count;
  return Array.from({ length: o.count }, (_, nth) => {
    const words = {
      ...wordsOfMember(o.world, Math.floor(Math.random() * o.world.memberships)),
      unique: nth,
      at: new Date(began + nth).toISOString(),
      leaving: String(Math.random() < 0.5),
    };
    return { id: worded(DELIVERY_ID, words), body: Buffer.from(worded(TEMPLATES[turn(o.kind, nth)], words)) };
  });
}

/** Which kind is the nth delivery of such a run. */
export function turn(kind: Kind, nth: number): "payment" | "membership" {
  if (kind !== "mix") return kind;
  return nth % 2 === 0 ? "payment" : "membership";
}
