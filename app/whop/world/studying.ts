import { lessonCompletedV1, messageV1, reactionV1 } from "../samples/activity";
import { courses, rooms } from "./business";
import { quickReaction, somethingToSay } from "./chatter";
import { tellMembership, tellV1 } from "./deliveries";
import { chance, freshId, next, pick, weighted } from "./random";
import { liveliness, MOST_ACTIVITY } from "./rates";
import type { Member, World } from "./world";

/** Somebody learns or talks, if the hour is a good one. */
export function study(world: World, at: number): void {
  if (world.pace === "steady" && !chance(world.random, liveliness(at) / MOST_ACTIVITY)) return;
  const member = weighted(world.random, world.members, (m) => m.keenness);
  if (!member) return;
  const draw = next(world.random);
  if (draw < 0.48) completeLesson(world, at, member);
  else if (draw < 0.9) writeMessage(world, at, member);
  else if (draw < 0.97 || member.dialect === "v5") react(world, at, member);
  else tellMembership(world, at, member, "claimed");
}

function completeLesson(world: World, at: number, member: Member): void {
  const open = courses.slice(0, member.plan === "monthly" ? 1 : 2);
  const all = open.flatMap((course) => course.lessons.map((title, index) => ({ course, title, index })));
  // Who has been through everything begins again.
  const lesson = all[member.lessonsDone++ % all.length];
  if (!lesson) return;
  const number = String(lesson.index + 1).padStart(2, "0");
  const name = lesson.course.id.slice("cors_".length);
  tellV1(
    world,
    at,
    "course_lesson_interaction.completed",
    lessonCompletedV1({
      id: freshId(world.random, "crsli_"),
      person: member.person,
      lesson: {
        id: `lesn_${name}${number}`,
        title: lesson.title,
        chapterId: `chap_${name}${Math.floor(lesson.index / 4) + 1}`,
      },
      course: lesson.course,
      at,
    }),
  );
}

function writeMessage(world: World, at: number, member: Member): void {
  const [channelId, experienceId] = pick(world.random, rooms);
  const id = freshId(world.random, "post_");
  world.lastMessage = id;
  const content = somethingToSay(world.random);
  tellV1(
    world,
    at,
    "chat.message.created",
    messageV1({ id, person: member.person, content, channelId, experienceId, at }),
  );
}

function react(world: World, at: number, member: Member): void {
  const id = freshId(world.random, "reac_");
  const emoji = quickReaction(world.random);
  tellV1(
    world,
    at,
    "chat.reaction.created",
    reactionV1({ id, person: member.person, messageId: world.lastMessage, emoji, at }),
  );
}
