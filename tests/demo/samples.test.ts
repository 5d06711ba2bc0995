import { describe, expect, test } from "vitest";
import { sampleNames, sampleOf } from "../../app/whop/samples";

const NOW = new Date("2026-11-23T15:00:00.000Z");
const sample = (name: string) => JSON.parse(sampleOf(name, { companyId: "biz_sandbox", now: NOW }));

describe("a sample", () => {
  test.each([...sampleNames])("of %s is a delivery of that name for the company", (name) => {
    const text = sampleOf(name, { companyId: "biz_sandbox", now: NOW });
    const body = JSON.parse(text);
    expect(Buffer.byteLength(text)).toBeLessThan(64 * 1024);
    expect(body.type ?? body.action).toBe(name);
    if (body.api_version === "v1") {
      expect(body).toMatchObject({ company_id: "biz_sandbox", timestamp: NOW.toISOString() });
      expect(body.id).toMatch(/^msg_\w{24}$/);
    } else {
      expect(body.api_version).toBe("v5");
      expect(body.data.company_id ?? body.data.page_id).toBe("biz_sandbox");
    }
    expect(body.data).toBeTypeOf("object");
    expect(JSON.stringify(body)).not.toContain("undefined");
  });

  test.each(["something.new", "toString", "__proto__", "", "ünï.cödé"])(
    "of the unknown name %j is a v1 delivery of that name",
    (name) => {
      const body = sample(name);
      expect(body).toMatchObject({ type: name, api_version: "v1", company_id: "biz_sandbox" });
      expect(body.data.id).toMatch(/^obj_/);
    },
  );

  test("is a new delivery about a new object every time", () => {
    const [one, two] = [sample("payment.succeeded"), sample("payment.succeeded")];
    expect(one.id).not.toBe(two.id);
    expect(one.data.id).not.toBe(two.data.id);
    expect(one.data.plan.id).toBe(two.data.plan.id);
  });

  test("exists for every name that the owner listed", () => {
    for (const name of [
      "payment.succeeded",
      "payment.failed",
      "payment.refunded",
      "payment.disputed",
      "payment.dispute_resolved",
      "membership.created",
      "membership.renewed",
      "membership.cancelled",
      "membership.expired",
      "membership.experienced_claimed",
      "user.created",
      "product.created",
      "plan.updated",
      "company.updated",
      "experience.created",
      "activity.lesson_completed",
    ]) {
      expect(sampleNames).toContain(name);
    }
  });
});
