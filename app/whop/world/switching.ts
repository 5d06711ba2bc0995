import type { PlanKey } from "./business";
import { tellMembership } from "./deliveries";
import { charge } from "./paying";
import { beginPeriod } from "./period";
import { SECOND } from "./time";
import type { Member, World } from "./world";

/** Somebody moves to another plan: a new period begins at once, at the new price. */
export function switchPlan(world: World, at: number, member: Member, plan: PlanKey): void {
  member.plan = plan;
  beginPeriod(world, member, at);
  tellMembership(world, at, member, "updated");
  charge(world, at + SECOND, member, "subscription_update");
}
