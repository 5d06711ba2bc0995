import postgres, { type Sql } from "postgres";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createDatabase, type TestDatabase } from "../support/database";
import { deliver, emptyEverything, membership, nameless, paid, type TestDelivery, v1, v2 } from "./deliver";

let database: TestDatabase;
let sql: Sql;
/** the app's own login: what it cannot ask, no page can show */
let app: Sql;
beforeAll(async () => {
  database = await createDatabase();
  sql = database.sql;
  app = database.as("tidemark_app");
  // A payment whose total is 13 cannot be projected, until somebody mends that.
  await sql.unsafe(`
    create table public.mended (at timestamptz);
    grant select on public.mended to public;
    create function public.refuse() returns trigger language plpgsql as $$
    begin
      if new.amount = 13 and not exists (select from public.mended) then
        raise exception 'value "ada@example.com" breaks constraint "thirteen_is_refused"' using errcode = '22012';
      end if;
      return new;
    end
    $$;
    create trigger refuse before insert on core.events for each row execute function public.refuse();
  `);
});
afterAll(() => database.close());
beforeEach(async () => {
  await emptyEverything(sql);
  await sql`truncate public.mended`;
});

const AT = "2026-01-10T12:00:00Z";

/** A delivery under a key of its own. */
const keyed = (key: string, { payload }: TestDelivery): TestDelivery => ({ key, payload });
const failing = (payment: string, over = {}) => paid(payment, AT, { total: 13, ...over });
const ofOther = (delivery: TestDelivery): TestDelivery => ({
  payload: { ...delivery.payload, company_id: "biz_2" },
});
const unheardOf = v1("spaceship.landed", { id: "sp_1", user: { id: "user_9" } });
const aTest: TestDelivery = {
  payload: { type: "payment.succeeded", api_version: "v1", timestamp: AT, company_id: "biz_1", data: null },
};
const waiting = nameless("refund.created", {
  id: "rf_9",
  status: "succeeded",
  amount: 9,
  currency: "usd",
  created_at: AT,
  payment: { id: "pay_of_nobody" },
});

/** Bytes that are no JSON, as the endpoint stores them. */
const deliverBytes = (key: string, bytes: string, company: string | null) => sql`
  insert into raw.webhook_events (delivery_key, headers, body, default_company_id)
  values (${key}, '{}', ${Buffer.from(bytes)}, ${company})`;

async function seqOf(key: string): Promise<number> {
  const [row] = await sql<{ seq: number }[]>`
    select seq::int from raw.webhook_events where delivery_key = ${key}`;
  return row?.seq ?? -1;
}

interface Asked {
  state?: string;
  type?: string;
  search?: string;
  before?: number;
  many?: number;
}

/** The keys of a company's deliveries, as the page gets them. */
async function keysOf(company: string | null, asked: Asked = {}): Promise<string[]> {
  const { state = null, type = null, search = null, before = null, many = 50 } = asked;
  const rows = company
    ? await app<{ delivery_key: string }[]>`
        select delivery_key from api.deliveries(${company}, state => ${state}, event_type => ${type},
          search => ${search}, before_seq => ${before}, how_many => ${many})`
    : await app<{ delivery_key: string }[]>`
        select delivery_key from api.deliveries_without_company(state => ${state}, event_type => ${type},
          search => ${search}, before_seq => ${before}, how_many => ${many})`;
  return rows.map((row) => row.delivery_key);
}

/** One of each state, in this order. */
async function deliverEachState(): Promise<void> {
  await deliver(sql, [
    keyed("msg_paid", paid("pay_1", AT)),
    keyed("msg_failing", failing("pay_13")),
    keyed("msg_test", aTest),
    keyed("msg_kept", unheardOf),
    keyed("msg_waiting", waiting),
  ]);
}

describe("every delivery has one state", () => {
  test("projected, kept, failed, test; newest first, with who, what, how much and when", async () => {
    await deliverEachState();
    const rows = await app`
      select delivery_key, state, event_name, type, who, what, amount::float, currency, sqlstate
      from api.deliveries('biz_1')`;
    expect(rows).toEqual([
      {
        delivery_key: "msg_kept",
        state: "kept",
        event_name: "spaceship.landed",
        type: "spaceship.landed",
        who: null,
        what: null,
        amount: null,
        currency: null,
        sqlstate: null,
      },
      {
        delivery_key: "msg_test",
        state: "test",
        event_name: "payment.succeeded",
        type: "payment.succeeded",
        who: null,
        what: null,
        amount: null,
        currency: null,
        sqlstate: null,
      },
      {
        delivery_key: "msg_failing",
        state: "failed",
        event_name: "payment.succeeded",
        type: null,
        who: null,
        what: null,
        amount: null,
        currency: null,
        sqlstate: "22012",
      },
      {
        delivery_key: "msg_paid",
        state: "projected",
        event_name: "payment.succeeded",
        type: "payment.succeeded",
        who: "Ada Lovelace",
        what: "Harbour",
        amount: 49,
        currency: "usd",
        sqlstate: null,
      },
    ]);
  });

  test("can be asked for by its state", async () => {
    await deliverEachState();
    expect(await keysOf("biz_1", { state: "projected" })).toEqual(["msg_paid"]);
    expect(await keysOf("biz_1", { state: "kept" })).toEqual(["msg_kept"]);
    expect(await keysOf("biz_1", { state: "test" })).toEqual(["msg_test"]);
    expect(await keysOf("biz_1", { state: "failed" })).toEqual(["msg_failing"]);
    expect(await keysOf("biz_1", { state: "unassigned" })).toEqual([]);
  });

  test("core.deliveries says the same for all companies at once", async () => {
    await deliverEachState();
    expect(await sql`select company_id, state from core.deliveries order by seq`).toEqual([
      { company_id: "biz_1", state: "projected" },
      { company_id: "biz_1", state: "failed" },
      { company_id: "biz_1", state: "test" },
      { company_id: "biz_1", state: "kept" },
      { company_id: "unassigned", state: "unassigned" },
    ]);
  });

  test("one that was projected and fails when it is read again is failed, once", async () => {
    await sql`insert into public.mended values (now())`;
    await deliver(sql, [keyed("msg_13", failing("pay_13"))]);
    await sql`truncate public.mended`;
    await sql`call core.replay(${await seqOf("msg_13")})`;
    expect(await keysOf("biz_1")).toEqual(["msg_13"]);
    expect(await keysOf("biz_1", { state: "failed" })).toEqual(["msg_13"]);
    expect(await keysOf("biz_1", { state: "projected" })).toEqual([]);
  });

  test("how long it took is received less sent, in seconds, and redeliveries are counted", async () => {
    await deliver(sql, [keyed("msg_1", paid("pay_1", AT))]);
    await sql`
      update raw.webhook_events set sent_at = '2026-01-10T12:00:00Z', received_at = '2026-01-10T12:00:01.25Z', redeliveries = 2`;
    const [row] = await app`
      select latency_seconds::float, redeliveries, occurred_at from api.deliveries('biz_1')`;
    expect(row).toEqual({ latency_seconds: 1.25, redeliveries: 2, occurred_at: new Date(AT) });
  });
});

describe("a company's list", () => {
  test("has nothing of another company, whatever is asked", async () => {
    await deliver(sql, [
      keyed("msg_other", ofOther(paid("pay_2", AT))),
      keyed("msg_other_failing", ofOther(failing("pay_13"))),
      keyed("msg_own", paid("pay_1", AT)),
    ]);
    expect(await keysOf("biz_1")).toEqual(["msg_own"]);
    expect(await keysOf("biz_1", { state: "failed" })).toEqual([]);
    for (const search of ["msg_other", "pay_2", "pay_13", `${await seqOf("msg_other")}`])
      expect(await keysOf("biz_1", { search })).toEqual([]);
    expect(await keysOf("biz_2", { search: "msg_other" })).toEqual(["msg_other"]);
  });

  test("has nothing of nobody's: those are in a list of their own", async () => {
    await deliverEachState();
    await deliverBytes("msg_bytes", "\xff not json", null);
    expect(await keysOf("biz_1")).not.toContain("msg_waiting");
    expect(await keysOf("unassigned")).toEqual([]);
    expect(await keysOf(null)).toEqual(["msg_bytes", "msg_waiting"]);
    expect(await keysOf(null, { state: "unassigned" })).toEqual(["msg_bytes", "msg_waiting"]);
    expect(await keysOf(null, { search: "rf_9" })).toEqual(["msg_waiting"]);
  });

  test("gets one of nobody's as soon as its company is known", async () => {
    await deliver(sql, [keyed("msg_waiting", waiting)]);
    expect(await keysOf(null)).toEqual(["msg_waiting"]);
    await deliver(sql, [keyed("msg_paid", paid("pay_of_nobody", AT))]);
    expect(await keysOf(null)).toEqual([]);
    expect(await keysOf("biz_1")).toEqual(["msg_paid", "msg_waiting"]);
  });

  test("keeps one that names no company and fails when it is read again", async () => {
    await sql`insert into public.mended values (now())`;
    await deliver(sql, [
      keyed("msg_plan", v1("plan.created", { id: "plan_1", created_at: AT })),
      keyed(
        "msg_13",
        v2("payment.succeeded", { id: "pay_13", final_amount: 13, currency: "usd", plan: { id: "plan_1" } }),
      ),
    ]);
    await sql`truncate public.mended`;
    await sql`call core.replay(${await seqOf("msg_13")})`;
    expect(await keysOf("biz_1", { state: "failed" })).toEqual(["msg_13"]);
    expect(await keysOf(null)).toEqual([]);
  });

  test("is read page by page without a gap or a repetition, also where something arrives in between", async () => {
    await deliver(
      sql,
      Array.from({ length: 25 }, (_, index) =>
        keyed(
          `msg_${String(index).padStart(2, "0")}`,
          index % 5 === 0 ? failing(`pay_${index}`) : paid(`pay_${index}`, AT),
        ),
      ),
    );
    const seen: string[] = [];
    let before: number | undefined;
    for (let page = 0; page < 4; page += 1) {
      const keys = await keysOf("biz_1", { many: 10, ...(before ? { before } : {}) });
      seen.push(...keys);
      before = await seqOf(keys.at(-1) ?? "");
      await deliver(sql, [paid(`pay_newer_${page}`, AT)]);
    }
    expect(seen).toEqual(
      Array.from({ length: 25 }, (_, index) => `msg_${String(24 - index).padStart(2, "0")}`),
    );
  });

  test("gives no more than 200 at once", async () => {
    await deliver(
      sql,
      Array.from({ length: 201 }, (_, index) => paid(`pay_${index}`, AT)),
    );
    expect((await keysOf("biz_1", { many: 100_000 })).length).toBe(200);
  });

  test("is filtered by a name as sent, by Tidemark's name, and by a category; failed ones too", async () => {
    await deliver(sql, [
      keyed("msg_member", membership("membership.activated", AT)),
      keyed("msg_paid", paid("pay_1", AT)),
      keyed("msg_failing", failing("pay_13")),
      keyed(
        "msg_refund",
        v1("refund.created", {
          id: "rf_1",
          status: "succeeded",
          amount: 5,
          currency: "usd",
          created_at: AT,
          payment: { id: "pay_1" },
        }),
      ),
    ]);
    expect(await keysOf("biz_1", { type: "refund.created" })).toEqual(["msg_refund"]);
    expect(await keysOf("biz_1", { type: "payment.refunded" })).toEqual(["msg_refund"]);
    expect(await keysOf("biz_1", { type: "payment" })).toEqual(["msg_refund", "msg_failing", "msg_paid"]);
    expect(await keysOf("biz_1", { type: "payment", state: "failed" })).toEqual(["msg_failing"]);
    expect(await keysOf("biz_1", { type: "membership.created" })).toEqual(["msg_member"]);
  });
});

describe("a search", () => {
  beforeEach(() =>
    deliver(sql, [
      keyed("msg_member", membership("membership.activated", AT)),
      keyed("msg_paid", paid("pay_1", AT)),
      keyed(
        "msg_refund",
        v1("refund.created", {
          id: "rf_1",
          status: "succeeded",
          amount: 5,
          currency: "usd",
          created_at: AT,
          payment: { id: "pay_1" },
        }),
      ),
      keyed(
        "msg_dispute",
        v1("dispute.created", {
          id: "dspt_1",
          status: "needs_response",
          amount: 5,
          currency: "usd",
          created_at: AT,
          payment: { id: "pay_1" },
        }),
      ),
      keyed(
        "msg_grace",
        v1("chat.message.created", {
          id: "post_1",
          created_at: AT,
          user: { id: "user_2", name: "Grace Hopper", username: "amazing", email: "grace@navy.example" },
        }),
      ),
      keyed("msg_failing", failing("pay_13", { user: { id: "user_13", name: "Katherine Johnson" } })),
    ]),
  );

  test.each([
    ["a delivery's key", "msg_paid", ["msg_paid"]],
    ["a payment's id", "pay_1", ["msg_dispute", "msg_refund", "msg_paid"]],
    [
      "a membership's id, also where it could not be projected",
      "mem_1",
      ["msg_failing", "msg_paid", "msg_member"],
    ],
    ["a refund's id", "rf_1", ["msg_refund"]],
    ["a dispute's id", "dspt_1", ["msg_dispute"]],
    ["a user's id", "user_2", ["msg_grace"]],
    ["a user's id, through their membership", "user_1", ["msg_paid", "msg_member"]],
    ["a product's id", "prod_1", ["msg_failing", "msg_paid", "msg_member"]],
    ["the beginning of an e-mail address", "grace@na", ["msg_grace"]],
    ["the beginning of a user name", "amaz", ["msg_grace"]],
    ["the beginning of a name, in small letters", "ada lov", ["msg_paid", "msg_member"]],
    ["the beginning of an event's name as sent", "chat.", ["msg_grace"]],
    ["the beginning of an event's name in Tidemark's words", "payment.refu", ["msg_refund"]],
    ["what a failed delivery holds", "Katherine", ["msg_failing"]],
    ["the end of a name", "Hopper", []],
    ["wildcards, which mean nothing", "%", []],
    ["nothing that is here", "pay_404", []],
  ])("finds deliveries by %s", async (_, search, keys) => {
    expect(await keysOf("biz_1", { search })).toEqual(keys);
  });

  test("finds a delivery by its number, and can be narrowed by state and type", async () => {
    const seq = await seqOf("msg_refund");
    expect(await keysOf("biz_1", { search: `#${seq}` })).toEqual(["msg_refund"]);
    expect(await keysOf("biz_1", { search: "pay_1", type: "payment.disputed" })).toEqual(["msg_dispute"]);
    expect(await keysOf("biz_1", { search: "pay_1", state: "failed" })).toEqual([]);
    expect(await keysOf("biz_1", { search: "pay_1", before: seq })).toEqual(["msg_paid"]);
  });

  test("by what has no index looks at the last 20,000 events, and says where it ended; by an id it finds all", async () => {
    expect(await app`select * from api.deliveries_reach('biz_1')`).toEqual([]);
    const oldest = await seqOf("msg_member");
    // 20,000 messages arrive after that, of which the ledger of events is told directly: quicker, and the same to a search.
    await sql`
      insert into core.events (company_id, raw_seq, delivery_key, category, type, source_type, occurred_at, user_id)
      select 'biz_1', 1000000 + i, 'x', 'activity', 'activity.message_sent', 'chat.message.created', now(), 'user_7'
      from generate_series(1, 20000) as i`;
    const [reach] = await app<{ seq: string; looks_at_everybody: boolean }[]>`
      select seq, looks_at_everybody from api.deliveries_reach('biz_1')`;
    expect(reach).toEqual({ seq: String(await seqOf("msg_grace")), looks_at_everybody: true });
    expect(await keysOf("biz_1", { type: "membership.created" })).toEqual([]);
    expect(await keysOf("biz_1", { search: "membership" })).toEqual([]);
    expect(await keysOf("biz_1", { search: "mem_1" })).toEqual(["msg_failing", "msg_paid", "msg_member"]);
    // Further back: from where it ended.
    expect(await keysOf("biz_1", { type: "membership.created", before: Number(reach?.seq) + 1 })).toEqual([
      "msg_member",
    ]);
    expect(
      await app`select seq from api.deliveries_reach('biz_1', before_seq => ${Number(reach?.seq) + 1})`,
    ).toEqual([]);
    expect(oldest).toBeGreaterThan(0);
  });
});

describe("one delivery", () => {
  async function detail(key: string, reveal = false) {
    const [row] = await app`
      select (told).state, (told).error, headers, payload, hidden, body, body_bytes, message, events, entries
      from api.delivery('biz_1', ${await seqOf(key)}, reveal => ${reveal})`;
    return row;
  }

  test("tells its events and its entries in all three ledgers", async () => {
    await deliver(sql, [keyed("msg_member", membership("membership.activated", AT))]);
    await deliver(sql, [
      keyed("msg_paid", paid("pay_1", AT, { total: 53, tax_amount: 4, amount_after_fees: 46 })),
    ]);
    const one = await detail("msg_paid");
    expect(one?.state).toBe("projected");
    expect(one?.events.map(({ type }: { type: string }) => type)).toEqual([
      "payment.succeeded",
      "membership.renewed",
    ]);
    const lines = one?.entries.map(
      (entry: Record<string, unknown>) =>
        `${entry.ledger} ${entry.kind} ${Number(entry.amount)} ${entry.currency} ${entry.counts}`,
    );
    expect(lines).toEqual([
      "revenue charge 53 usd 1",
      "revenue fee -3 usd 0",
      "revenue tax -4 usd 0",
      "mrr new 49 usd 1",
    ]);
    const member = await detail("msg_member");
    expect(member?.entries).toMatchObject([{ ledger: "access", kind: "joined", counts: 1, amount: null }]);
  });

  test("is not shown to another company, nor one of nobody's to any", async () => {
    await deliver(sql, [keyed("msg_other", ofOther(paid("pay_2", AT))), keyed("msg_waiting", waiting)]);
    const other = await seqOf("msg_other");
    const nobodys = await seqOf("msg_waiting");
    expect(await app`select headers from api.delivery('biz_1', ${other})`).toEqual([]);
    expect((await app`select headers from api.delivery('biz_2', ${other})`).length).toBe(1);
    for (const company of ["biz_1", "unassigned"])
      expect(await app`select headers from api.delivery(${company}, ${nobodys})`).toEqual([]);
    expect((await app`select headers from api.delivery_without_company(${nobodys})`).length).toBe(1);
    expect(await app`select headers from api.delivery_without_company(${other})`).toEqual([]);
  });

  test("shows dots for what is personal, tells where, and keeps all else; the whole of it only when asked", async () => {
    const personal = {
      billing_address: { name: "Ada King", line1: "12 St James's Square", postal_code: 10115, country: "GB" },
      card_last4: "4242",
      card_brand: "visa",
      member: { id: "mber_1", phone: "+44 20 7946 0000" },
      license_key: "S-4D2C11-0A9B8C7D-E6F5A4W",
      metadata: { order: "A-17", seats: 3, gift: true, "ada@example.com": "x" },
      failure_message: "Your card has insufficient funds.",
      notes: "call ada@example.com",
    };
    await deliver(sql, [keyed("msg_paid", paid("pay_1", AT, personal))]);
    const one = await detail("msg_paid");
    expect(one?.payload.data).toMatchObject({
      id: "pay_1",
      total: 49,
      user: { id: "user_1", name: "••••", username: "••", email: "••••" },
      product: { id: "prod_1", title: "Harbour" },
      billing_address: { name: "••••", line1: "••••••••", postal_code: 0, country: "••" },
      card_last4: "••",
      card_brand: "visa",
      member: { id: "mber_1", phone: "••••" },
      license_key: "••••••••",
      metadata: { order: "••", seats: 0, gift: true, "••••": "••" },
      failure_message: "Your card has insufficient funds.",
      notes: "••••••••",
    });
    expect([...(one?.hidden ?? [])].sort()).toEqual(
      [
        "/data/billing_address/country",
        "/data/billing_address/line1",
        "/data/billing_address/name",
        "/data/billing_address/postal_code",
        "/data/card_last4",
        "/data/license_key",
        "/data/member/phone",
        "/data/metadata/order",
        "/data/metadata/seats",
        "/data/metadata/••••",
        "/data/notes",
        "/data/user/email",
        "/data/user/name",
        "/data/user/username",
      ].sort(),
    );
    expect(JSON.stringify(one)).not.toMatch(/Ada|ada@|Square|4242|4D2C/);

    const whole = await detail("msg_paid", true);
    expect(whole?.payload.data).toMatchObject({ ...personal, user: { name: "Ada Lovelace" } });
  });

  test("the name of a product is no person's, and a DBA may add to the list", async () => {
    await deliver(sql, [
      keyed(
        "msg_product",
        v1("product.created", { id: "prod_1", name: "Harbour", shoe_size: 38, created_at: AT }),
      ),
      keyed("msg_kept", v1("spaceship.landed", { id: "sp_1", name: "Ada" })),
    ]);
    expect((await detail("msg_product"))?.payload.data).toMatchObject({ name: "Harbour", shoe_size: 38 });
    expect((await detail("msg_kept"))?.payload.data).toMatchObject({ name: "••" });
    await sql`insert into ops.personal_keys (key, what) values ('*shoe_size', 'size')`;
    expect((await detail("msg_product"))?.payload.data).toMatchObject({ shoe_size: 0 });
    await sql`delete from ops.personal_keys where key = '*shoe_size'`;
  });

  test("what PostgreSQL said of it is shown without the values that it quotes", async () => {
    await deliver(sql, [keyed("msg_failing", failing("pay_13"))]);
    expect((await detail("msg_failing"))?.message).toBe(
      'value "••••" breaks constraint "thirteen_is_refused"',
    );
    expect((await detail("msg_failing", true))?.message).toBe(
      'value "ada@example.com" breaks constraint "thirteen_is_refused"',
    );
  });

  test("that is no JSON gives its length, and its text when asked", async () => {
    await deliverBytes("msg_bytes", "ada@example.com said", "biz_1");
    expect(await detail("msg_bytes")).toMatchObject({
      state: "kept",
      body: null,
      body_bytes: 20,
      payload: null,
    });
    expect((await detail("msg_bytes", true))?.body).toBe("ada@example.com said");
  });

  test("that is nested deeper than anybody writes is shown to where that begins", async () => {
    const deep = JSON.parse(`${"[".repeat(300)}"ada@example.com"${"]".repeat(300)}`);
    await deliver(sql, [keyed("msg_deep", v1("spaceship.landed", { id: "sp_1", deep }))]);
    const one = await detail("msg_deep");
    expect(JSON.stringify(one?.payload)).toContain("••••");
    expect(JSON.stringify(one?.payload)).not.toContain("ada@");
  });

  test("of more than 256 KB gives its length only", async () => {
    await deliver(sql, [keyed("msg_long", v1("spaceship.landed", { id: "sp_1", pad: "x".repeat(300_000) }))]);
    const [row] = await app`
      select payload, payload_bytes from api.delivery('biz_1', ${await seqOf("msg_long")}, reveal => true)`;
    expect(row?.payload).toBeNull();
    expect(row?.payload_bytes).toBeGreaterThan(300_000);
  });
});

describe("a replay", () => {
  test("of one that failed says that it failed again, and once that is mended, what was posted", async () => {
    await deliver(sql, [keyed("msg_failing", failing("pay_13", { subtotal: 13, membership: undefined }))]);
    const seq = await seqOf("msg_failing");
    const replay = () => app`select * from api.replay('biz_1', ${seq})`;
    expect(await replay()).toEqual([
      {
        state_before: "failed",
        state: "failed",
        posted: "0",
        sqlstate: "22012",
        error: 'value "••••" breaks constraint "thirteen_is_refused"',
      },
    ]);
    await sql`insert into public.mended values (now())`;
    expect(await replay()).toEqual([
      { state_before: "failed", state: "projected", posted: "1", sqlstate: null, error: null },
    ]);
    expect(await replay()).toEqual([
      { state_before: "projected", state: "projected", posted: "0", sqlstate: null, error: null },
    ]);
    expect(await sql`select kind, amount::float from core.revenue_entries`).toEqual([
      { kind: "charge", amount: 13 },
    ]);
    expect(await sql`select * from core.audit()`).toEqual([]);
  });

  test("of another company's delivery, or of nobody's, does nothing", async () => {
    await deliver(sql, [keyed("msg_other", ofOther(failing("pay_13"))), keyed("msg_waiting", waiting)]);
    await sql`insert into public.mended values (now())`;
    const other = await seqOf("msg_other");
    expect(await app`select * from api.replay('biz_1', ${other})`).toEqual([]);
    expect(await app`select * from api.replay_without_company(${other})`).toEqual([]);
    for (const company of ["biz_1", "unassigned"])
      expect(await app`select * from api.replay(${company}, ${await seqOf("msg_waiting")})`).toEqual([]);
    expect(await sql`select failures from ops.failures`).toEqual([{ failures: 1 }]);
    expect(await app`select state from api.replay_without_company(${await seqOf("msg_waiting")})`).toEqual([
      { state: "unassigned" },
    ]);
  });
});

describe("the health of deliveries", () => {
  test("counts the last 24 hours by state, and gives the latency that half and 95 % stayed under", async () => {
    await deliver(
      sql,
      Array.from({ length: 21 }, (_, index) => keyed(`msg_${index}`, paid(`pay_${index}`, AT))),
    );
    // 0 s, 1 s, … 20 s: half take no longer than 10, 95 % no longer than 19.
    await sql`
      update raw.webhook_events
      set sent_at = received_at - make_interval(secs => substr(delivery_key, 5)::integer)`;
    await deliverEachState();
    await deliver(sql, [keyed("msg_long_ago", paid("pay_long_ago", AT))]);
    await sql`update raw.webhook_events set received_at = now() - interval '25 hours' where delivery_key = 'msg_0'`;
    await sql`update raw.webhook_events set redeliveries = 3 where delivery_key = 'msg_20'`;
    const [health] = await app`
      select last_event_name, deliveries::int, projected::int, kept::int, test::int, failed::int, redelivered::int,
        latency_p50::float, latency_p95::float, failed_in_all::int
      from api.delivery_health('biz_1')`;
    // 20 left of the 21 with a latency: 1 s … 20 s.
    expect(health).toEqual({
      last_event_name: "payment.succeeded",
      deliveries: 25,
      projected: 22,
      kept: 1,
      test: 1,
      failed: 1,
      redelivered: 1,
      latency_p50: 10.5,
      latency_p95: 19.05,
      failed_in_all: 1,
    });
    expect(await app`select unassigned::int, failed::int, test::int from api.without_company()`).toEqual([
      { unassigned: 1, failed: 0, test: 0 },
    ]);
  });

  test("of a company that nobody has heard of is one row of nothing", async () => {
    const [health] = await app`
      select last_received_at, deliveries::int, latency_p50, failed_in_all::int from api.delivery_health('biz_none')`;
    expect(health).toEqual({ last_received_at: null, deliveries: 0, latency_p50: null, failed_in_all: 0 });
  });

  test("looks at the deliveries of the day only, wherever in the numbers it begins", async () => {
    await deliver(
      sql,
      Array.from({ length: 40 }, (_, index) => paid(`pay_${index}`, AT)),
    );
    // One an hour, the newest half an hour ago: 24 of them in the last day; and gaps in the numbers.
    await sql`
      update raw.webhook_events as delivery
      set received_at = now() - make_interval(mins => 30 + 60 * place::integer)
      from (select seq, row_number() over (order by seq desc) - 1 as place from raw.webhook_events) as placed
      where placed.seq = delivery.seq`;
    const [health] = await app`select deliveries::int from api.delivery_health('biz_1')`;
    expect(health).toEqual({ deliveries: 24 });
    await sql`delete from core.events where raw_seq % 3 = 0`;
    const [left] = await sql`
      select count(*)::int as deliveries from raw.webhook_events
      where seq % 3 <> 0 and received_at >= now() - interval '24 hours'`;
    await sql`delete from raw.webhook_events where seq % 3 = 0`;
    const [again] = await app`select deliveries::int from api.delivery_health('biz_1')`;
    expect(again).toEqual(left);
  });
});

test("a delivery that fails nudges its company's watchers", async () => {
  const heard: string[] = [];
  const listener = postgres(database.url, { max: 1 });
  await listener.listen("tidemark", (company) => heard.push(company));
  await deliver(sql, [failing("pay_13")]);
  await expect.poll(() => heard).toEqual(["biz_1"]);
  await listener.end();
});
