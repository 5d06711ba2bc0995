import type { Deed, History, MembershipStory, PlanStory, Step, Telling } from "./history";

/**
 * v2 and v5 memberships carry no time of change. One that comes back within its old period, or that was bought for a lifetime,
 * looks as if it had begun before it ended.
 */
const OLD_HOOKS_TELL_WHEN_ACCESS_CAME_BACK = false;

/** Takes out of a history what different hooks tell so differently that nobody could say what it comes to. */
export function unambiguous(history: History): History {
  const plans = history.plans.map(plainPlan);
  return { ...history, plans, memberships: history.memberships.map((story) => plainMembership(story)) };
}

/** The company of a plan is always told; a plan that is sold once stays one. */
function plainPlan(plan: PlanStory): PlanStory {
  const told = (tellings: Telling[]) => tellings.map((telling) => ({ ...telling, company: "told" as const }));
  const changes = plan.changes
    .filter((change) => change.kind === undefined || plan.kind !== "one_time")
    .filter(({ day }, index, all) => all.findIndex((other) => other.day === day) === index)
    .sort((a, b) => a.day - b.day);
  return {
    ...plan,
    told: told(plan.told),
    changes: changes.map((change) => ({ ...change, told: told(change.told) })),
  };
}

function plainMembership(membership: MembershipStory): MembershipStory {
  const story = inTime(membership);
  const tellings = [...story.told, ...story.life.flatMap(({ told, toldLater }) => [...told, ...toldLater])];
  const knowsNoTax = tellings.some(({ dialect }) => dialect === "v2");
  const refund = story.life.find((step) => step.does === "refund");
  const dispute = story.life.find((step) => step.does === "dispute");
  const life = story.life
    // A payment that calls itself disputed does not say which of several disputes it speaks of.
    .filter((step) => step.does !== "dispute" || step === dispute)
    .map((step): Step => {
      switch (step.does) {
        case "pay":
          return { ...step, taxed: step.taxed && !knowsNoTax };
        case "refund":
          // A sum of all refunds and single refunds cannot be told apart: either each is told, or only the sum.
          return { ...step, form: formLike(step.form, refund) };
        case "dispute":
          // Old hooks do not say when a payment was disputed, only when they said so.
          return { ...step, lasts: Math.max(1, step.lasts) };
        // Old hooks do not say when a debt was given up: that there is no access any more, then.
        case "default":
          return { ...step, told: step.told.map(byNewHook) };
        case "return":
          return OLD_HOOKS_TELL_WHEN_ACCESS_CAME_BACK ? step : { ...step, told: step.told.map(byNewHook) };
        default:
          return step;
      }
    });
  return { ...story, life };
}

/** What carries no time of its own happened when it was sent: it is sent in time. */
function inTime(story: MembershipStory): MembershipStory {
  const prompt = (told: Telling[]) =>
    told.map((telling) =>
      telling.dialect.startsWith("v1") ? telling : { ...telling, late: Math.min(telling.late, 1) },
    );
  const life = story.life.map((step) => ({
    ...step,
    told: prompt(step.told),
    toldLater: prompt(step.toldLater),
  }));
  return { ...story, told: prompt(story.told), life };
}

function formLike(form: (Deed & { does: "refund" })["form"], first: Step | undefined): typeof form {
  if (first?.does === "refund" && first.form === "payment") return "payment";
  return form === "payment" ? "both" : form;
}

function byNewHook(telling: Telling): Telling {
  return telling.dialect === "v2" || telling.dialect === "v5" ? { ...telling, dialect: "v1" } : telling;
}
