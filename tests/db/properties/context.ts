import type { Context } from "../../../app/whop/samples/facts";
import type { History, MembershipStory } from "./history";
import { COMPANY, id } from "./ids";
import { DAY, planAt } from "./terms";

/** The people, products and plans around a membership at that instant. */
export function contextAt(
  history: History,
  number: number,
  story: Pick<MembershipStory, "user" | "plan">,
  at: number,
): Context {
  const plan = planAt(history.plans, story.plan, at);
  const product = story.plan % 2;
  return {
    company: { id: COMPANY, title: "Harbour", route: "harbour" },
    product: { id: id("prod", product), title: `Product ${product}`, route: "product", createdAt: at },
    plan,
    person: {
      userId: id("user", story.user),
      memberId: id("mber", story.user),
      name: `Person ${story.user}`,
      username: `person${story.user}`,
      email: `person${story.user}@example.com`,
      country: "PT",
      cardBrand: "visa",
      cardLast4: "4242",
    },
    membership: {
      id: id("mem", number),
      status: "active",
      createdAt: at,
      updatedAt: at,
      periodStart: at,
      periodEnd: at + (plan.billingDays ?? 30) * DAY,
      cancelAtPeriodEnd: false,
      canceledAt: null,
      cancelOption: null,
      licenseKey: "L-1",
    },
  };
}
