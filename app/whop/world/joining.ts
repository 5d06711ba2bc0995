import { entryV1 } from "../samples/activity";
import { plans, product } from "./business";
import { tellMembership, tellV1 } from "./deliveries";
import { charge } from "./paying";
import { newBuyer } from "./people";
import { beginPeriod, delay } from "./period";
import { schedule } from "./queue";
import { between, chance, freshId, next, whole } from "./random";
import { LAUNCH_AFTER, MOST_SALES_PER_DAY, salesPerDay } from "./rates";
import { HOUR, MINUTE, SECOND } from "./time";
import { type Member, memberOf, type World } from "./world";

/** How many buyers come through the creator's older webhook, which still speaks v5. */
const OLD_WEBHOOK = 0.16;

/** Somebody buys, if the hour is a good one; now and then somebody who left comes back instead. */
export function sale(world: World, at: number): void {
  if (world.pace === "steady") {
    if (chance(world.random, salesPerDay(world, at) / MOST_SALES_PER_DAY)) join(world, at);
    return;
  }
  const back = chance(world.random, 0.1) ? world.former.at(-whole(world.random, 1, 40)) : undefined;
  if (back) comeBack(world, at, back.membership.id);
  else join(world, at);
}

/** Somebody asks to be let in on the first day, and will be. */
export function waitlist(world: World, at: number): void {
  const buyer = newBuyer(world.random);
  world.waiting.push(buyer);
  const entry = {
    id: freshId(world.random, "entry_"),
    person: buyer.person,
    plan: { ...plans.monthly, createdAt: world.opensAt },
    product: { ...product, createdAt: world.opensAt },
    at,
  };
  const approvedAt = world.opensAt + LAUNCH_AFTER + Math.round(between(world.random, 0, HOUR));
  tellV1(world, at, "entry.created", entryV1({ ...entry, status: "pending" }));
  tellV1(world, approvedAt, "entry.approved", entryV1({ ...entry, status: "approved" }));
}

/** Somebody who left buys again: half of them find their old membership, the others get a new one. */
export function comeBack(world: World, at: number, membershipId: string): void {
  const index = world.former.findIndex((member) => member.membership.id === membershipId);
  const member = world.former[index];
  if (!member) return;
  world.former.splice(index, 1);
  const { membership } = member;
  if (chance(world.random, 0.5)) {
    membership.id = freshId(world.random, "mem_");
    membership.createdAt = at;
    membership.licenseKey = licenseKey(world);
  }
  membership.status = "active";
  membership.cancelAtPeriodEnd = false;
  membership.canceledAt = null;
  membership.cancelOption = null;
  welcome(world, at, member);
}

/** Somebody opens an app of the product for the first time. */
export function claim(world: World, at: number, membershipId: string): void {
  const member = memberOf(world, membershipId);
  if (member) tellMembership(world, at, member, "claimed");
}

function join(world: World, at: number): void {
  const { random } = world;
  const buyer = world.waiting.shift() ?? newBuyer(random);
  const draw = next(random);
  const plan = draw < 0.57 ? "monthly" : draw < 0.84 ? "pro" : "yearly";
  const trial = plan === "monthly" && chance(random, world.pace === "live" ? 0.15 : 0.45);
  const older = !trial && chance(random, OLD_WEBHOOK);
  const member: Member = {
    ...buyer,
    // The older webhook's payloads have no tax: it is kept for places where none is added.
    taxRate: older ? 0 : buyer.taxRate,
    plan,
    dialect: older ? "v5" : "v1",
    keenness: between(random, 0.1, 1) ** 2,
    lessonsDone: 0,
    lastPayment: null,
    membership: {
      id: freshId(random, "mem_"),
      status: trial ? "trialing" : "active",
      createdAt: at,
      updatedAt: at,
      periodStart: at,
      periodEnd: at,
      cancelAtPeriodEnd: false,
      canceledAt: null,
      cancelOption: null,
      licenseKey: licenseKey(world),
    },
  };
  welcome(world, at, member);
}

function welcome(world: World, at: number, member: Member): void {
  const { membership } = member;
  world.members.push(member);
  beginPeriod(world, member, at);
  tellMembership(world, at, member, "activated");
  if (membership.status === "active") charge(world, at + SECOND, member, "subscription_create");
  for (let claims = whole(world.random, 1, 3); claims > 0; claims--) {
    const after = delay(world, { steady: [2 * MINUTE, HOUR], live: [3 * SECOND, 40 * SECOND] });
    schedule(world, at + after, { does: "claim", membership: membership.id });
  }
}

function licenseKey(world: World): string {
  return `H-${freshId(world.random, "", 6)}-${freshId(world.random, "", 8)}-${freshId(world.random, "", 7)}`.toUpperCase();
}
