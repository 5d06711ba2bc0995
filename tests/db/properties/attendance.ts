import type { Json, JsonObject } from "../../../app/whop/samples/envelope";
import { companyOf, happeningsOf, isLegacy } from "./deliveries";
import type { Happening } from "./happening";
import type { History, Telling } from "./history";
import { nameOf } from "./names";

/** What counts as activity, by the names that have to be listed; `user.…` and `activity.…` need not be. */
const LISTED: Record<string, string> = {
  "course_lesson_interaction.completed": "activity.lesson_completed",
  "chat.message.created": "activity.message_sent",
  "chat.reaction.created": "activity.reaction_added",
  "entry.created": "activity.entry_created",
  "entry.approved": "activity.entry_approved",
  "entry.denied": "activity.entry_denied",
  "entry.deleted": "activity.entry_deleted",
  "membership.experience_claimed": "membership.experience_claimed",
  "membership.experienced_claimed": "membership.experience_claimed",
};
const UNDERSCORED = Object.fromEntries(
  Object.entries(LISTED).map(([name, type]) => [name.replaceAll(".", "_"), type]),
);
/** Told of a user, but by the business. */
const DIRECTORY = ["user.created", "user.updated", "user.deleted"];

const DAY = 86_400_000;

/** Something that was done, as one delivery tells of it. */
interface Done {
  type: string;
  user: string;
  day: string;
}

/**
 * Days of activity as lines, counted from what happened, by sets of people: how often each thing was done on each day and by how
 * many; and how many were active on it, in the week and in the 30 days that end with it.
 */
export function attendanceOf(history: History): string[] {
  const done = happeningsOf(history).happenings.flatMap((happening) =>
    happening.told.flatMap((telling) => doneBy(history, happening, telling)),
  );
  const perType = grouped(done, ({ day, type }) => `${day} ${type}`).map(
    ([key, some]) => `${key} ${some.length} by ${people(some)}`,
  );
  const perDay = grouped(done, ({ day }) => day).map(([day, some]) => {
    const [week, month] = [6, 29].map((back) =>
      people(done.filter((other) => other.day <= day && other.day >= before(day, back))),
    );
    return `${day} ${people(some)} of ${week} of ${month}`;
  });
  return [...perType, ...perDay].sort();
}

function doneBy(history: History, { at, what }: Happening, told: Telling): Done[] {
  const isClaim = what.object === "membership" && what.event === "claimed";
  if (what.object !== "other" && !isClaim) return [];
  const telling = { ...told, company: companyOf(what, told) };
  const legacy = isLegacy(what, telling);
  const type = typeOf(nameOf(what, telling, legacy));
  if (type === null) return [];
  // Without a company it counts where it names a plan, whose company is told.
  const isEntry = type.startsWith("activity.entry");
  if (telling.company === "untold" && !isClaim && !isEntry) return [];
  // Neither old memberships nor a decision about an entry say when they were changed: that is when they were sent.
  const tellsWhen = !(isClaim && legacy) && (!isEntry || type === "activity.entry_created");
  const when = tellsWhen ? at : at + 1_000 + told.late * 60_000;
  const user = isClaim ? what.of.person.userId : what.object === "other" ? userIn(what.data) : "";
  return [{ type, user, day: dayIn(history.zone ?? "UTC", when) }];
}

function typeOf(name: string): string | null {
  const listed = LISTED[name] ?? UNDERSCORED[name];
  if (listed) return listed;
  return /^(user|activity)\./.test(name) && !DIRECTORY.includes(name) ? name : null;
}

/** Whom a payload names: in it, in its message, or as all of it. */
function userIn(data: JsonObject): string {
  const person = objectIn(data, "user") ?? objectIn(objectIn(data, "message") ?? {}, "user") ?? data;
  return String(person.id);
}

function objectIn(data: JsonObject, field: string): JsonObject | null {
  const value: Json | undefined = data[field];
  return typeof value === "object" && value !== null && !Array.isArray(value) ? value : null;
}

function dayIn(zone: string, at: number): string {
  return new Intl.DateTimeFormat("en-CA", { timeZone: zone, dateStyle: "short" }).format(at);
}

function before(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) - days * DAY).toISOString().slice(0, 10);
}

function people(some: readonly Done[]): number {
  return new Set(some.map(({ user }) => user)).size;
}

function grouped(all: readonly Done[], by: (done: Done) => string): [string, Done[]][] {
  const groups = new Map<string, Done[]>();
  for (const done of all) groups.set(by(done), [...(groups.get(by(done)) ?? []), done]);
  return [...groups];
}
