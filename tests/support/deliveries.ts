import { randomUUID } from "node:crypto";

/** A one-time sale of `total` usd to Grace Hopper, now, in Whop's v1 form. */
export function sale(company: string, total: number): Record<string, unknown> {
  const now = new Date().toISOString();
  return envelope(company, "payment.succeeded", {
    id: `pay_${randomUUID()}`,
    status: "paid",
    currency: "usd",
    total,
    subtotal: total,
    billing_reason: "one_time",
    created_at: now,
    paid_at: now,
    user: { id: "user_grace", name: "Grace Hopper", username: "grace" },
  });
}

/** A lesson completed, now. */
export function lessonCompleted(company: string): Record<string, unknown> {
  return envelope(company, "course_lesson_interaction.completed", {
    id: `cli_${randomUUID()}`,
    completed: true,
    created_at: new Date().toISOString(),
    user: { id: "user_grace", name: "Grace Hopper", username: "grace" },
  });
}

function envelope(company: string, type: string, data: Record<string, unknown>): Record<string, unknown> {
  return {
    id: `msg_${randomUUID()}`,
    type,
    api_version: "v1",
    timestamp: new Date().toISOString(),
    company_id: company,
    data,
  };
}
