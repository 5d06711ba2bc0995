import type { Sql } from "postgres";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createDatabase, type TestDatabase } from "../support/database";
import { deliver, emptyEverything, v1 } from "./deliver";

let database: TestDatabase;
let app: Sql;
beforeAll(async () => {
  database = await createDatabase();
  app = database.as("tidemark_app");
});
afterAll(() => database.close());
beforeEach(() => emptyEverything(database.sql));

const set = (plan: string | null, tier: string | null, place: number | null = null) =>
  app`select api.set_tier('biz_1', ${plan}, ${tier}, ${place})`;

const tiers = async () =>
  (await app`select position || ' ' || tier || ': ' || plan_id as line from api.tiers('biz_1')`).map(
    ({ line }) => line,
  );

test("tiers stand in the order in which they were named, a plan in one of them at most", async () => {
  await set("plan_b", "Silver");
  await set("plan_a", "Gold");
  await set("plan_c", "Silver");
  expect(await tiers()).toEqual(["1 Silver: plan_b", "1 Silver: plan_c", "2 Gold: plan_a"]);
  await set("plan_b", "Gold");
  expect(await tiers()).toEqual(["1 Silver: plan_c", "2 Gold: plan_a", "2 Gold: plan_b"]);
});

test("a tier may be given another place, with all its plans", async () => {
  await set("plan_a", "Gold");
  await set("plan_b", "Silver");
  await set("plan_c", "Gold");
  await set("plan_c", "Gold", 3);
  expect(await tiers()).toEqual(["2 Silver: plan_b", "3 Gold: plan_a", "3 Gold: plan_c"]);
});

test("null takes a plan out of its tier; done twice it changes nothing more", async () => {
  await set("plan_a", "Gold");
  await set("plan_a", null);
  await set("plan_a", null);
  expect(await tiers()).toEqual([]);
});

test("a plan that no delivery told of yet can be put into a tier, and has its name once one does", async () => {
  await set("plan_later", "Gold");
  expect(await app`select plan_id, title from api.tiers('biz_1')`).toEqual([
    { plan_id: "plan_later", title: null },
  ]);
  await deliver(database.sql, [v1("plan.created", { id: "plan_later", title: "Later" })]);
  expect(await app`select plan_id, title from api.tiers('biz_1')`).toEqual([
    { plan_id: "plan_later", title: "Later" },
  ]);
});

test("spaces around a name and runs of them within are one name", async () => {
  await set("plan_a", "All  access");
  await set("plan_b", " All access\n");
  expect(await tiers()).toEqual(["1 All access: plan_a", "1 All access: plan_b"]);
});

test("each company has tiers of its own", async () => {
  await set("plan_a", "Gold");
  await app`select api.set_tier('biz_2', 'plan_a', 'Bronze')`;
  expect(await tiers()).toEqual(["1 Gold: plan_a"]);
  expect(await app`select tier, position from api.tiers('biz_2')`).toEqual([{ tier: "Bronze", position: 1 }]);
});

test.each([
  ["plan_a", " ", null, "A tier needs a name."],
  ["plan_a", "x".repeat(61), null, "A tier's name has at most 60 characters, not 61."],
  ["plan_a", "Gold", 0, "A tier cannot have place 0."],
  ["", "Gold", null, '"" is no plan.'],
  [null, "Gold", null, '"" is no plan.'],
  ["plan a", "Gold", null, '"plan a" is no plan.'],
])("%j in %j at %j is refused", async (plan, tier, place, message) => {
  await expect(set(plan, tier, place)).rejects.toMatchObject({ code: "22023", message });
  expect(await tiers()).toEqual([]);
});

test("two new tiers named at once do not stand in the same place", async () => {
  await Promise.all(["a", "b", "c", "d", "e"].map((name) => set(`plan_${name}`, `Tier ${name}`)));
  const places = await app`select position from api.tiers('biz_1') order by 1`;
  expect(places.map(({ position }) => position)).toEqual([1, 2, 3, 4, 5]);
});

test("the table itself holds no nameless tier and no place before the first", async () => {
  const insert = (tier: string, position: number) => database.sql`
    insert into core.tiers (company_id, plan_id, tier, position) values ('biz_1', 'plan_a', ${tier}, ${position})`;
  await expect(insert("", 1)).rejects.toThrow("tier_has_a_name");
  await expect(insert(" Gold", 1)).rejects.toThrow("tier_has_a_name");
  await expect(insert("Gold", 0)).rejects.toThrow("position_is_counted_from_one");
});
