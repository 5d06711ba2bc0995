import { iso, type JsonObject } from "./envelope";
import type { Person, Plan, Product } from "./facts";
import { authorRef, personRef } from "./person";

export interface Course {
  id: string;
  title: string;
  experienceId: string;
}

export interface Lesson {
  id: string;
  title: string;
  chapterId: string;
}

/** `course_lesson_interaction.completed`. The company is only in the envelope. */
export function lessonCompletedV1(o: {
  id: string;
  person: Person;
  lesson: Lesson;
  course: Course;
  at: number;
}): JsonObject {
  return {
    id: o.id,
    completed: true,
    created_at: iso(o.at),
    lesson: { id: o.lesson.id, title: o.lesson.title, chapter: { id: o.lesson.chapterId } },
    course: { id: o.course.id, title: o.course.title, experience: { id: o.course.experienceId } },
    user: authorRef(o.person),
  };
}

/** `chat.message.created`: the message, its author and its time are one level down. */
export function messageV1(o: {
  id: string;
  person: Person;
  content: string;
  channelId: string;
  experienceId: string;
  at: number;
}): JsonObject {
  return {
    audience: { type: "channel", user_ids: [] },
    channel: { id: o.channelId, type: "chat", experience_id: o.experienceId },
    message: {
      id: o.id,
      content: o.content,
      created_at: iso(o.at),
      updated_at: iso(o.at),
      is_edited: false,
      is_pinned: false,
      mentions: [],
      mentions_everyone: false,
      message_type: "regular",
      poll: null,
      poll_votes: [],
      reaction_counts: [],
      replying_to_message_id: null,
      user: authorRef(o.person),
      view_count: 0,
    },
    reason: "channel_message",
  };
}

/** `chat.reaction.created`. */
export function reactionV1(o: {
  id: string;
  person: Person;
  messageId: string;
  emoji: string;
  at: number;
}): JsonObject {
  return {
    id: o.id,
    emoji: o.emoji,
    resource_id: o.messageId,
    created_at: iso(o.at),
    user: authorRef(o.person),
  };
}

/** `entry.*`: a place on a plan's waiting list. The company is only in the envelope. */
export function entryV1(o: {
  id: string;
  status: "pending" | "approved" | "denied";
  person: Person;
  plan: Plan;
  product: Product;
  at: number;
}): JsonObject {
  return {
    id: o.id,
    status: o.status,
    created_at: iso(o.at),
    plan: { id: o.plan.id },
    product: { id: o.product.id, title: o.product.title },
    user: personRef(o.person),
    custom_field_responses: [],
  };
}
