import type { Sql } from "postgres";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createDatabase, type TestDatabase } from "../support/database";
import { noticesOf } from "../support/notices";
import { standing } from "../support/standing";
import { deliver, emptyEverything, nameless, paid, type TestDelivery, v1 } from "./deliver";

let database: TestDatabase;
let sql: Sql;
beforeAll(async () => {
  database = await createDatabase();
  sql = database.sql;
  // Payments that SQL refuses: those whose id is in this table, with the error that stands beside it.
  await sql.unsafe(`
    create table public.refused (payment_id text primary key, sqlstate text not null);
    grant select on public.refused to public;
    create function public.refuse() returns trigger language plpgsql as $$
    declare
      with_error text;
    begin
      select sqlstate into with_error from public.refused where payment_id = new.payment_id;
      if found then
        raise exception 'payment % is refused', new.payment_id using errcode = with_error;
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
  await sql`truncate public.refused`;
});

const AT = "2026-01-10T12:00:00Z";
const refuse = (payment: string, sqlstate = "22012") =>
  sql`insert into public.refused values (${payment}, ${sqlstate})`;
const accept = (payment: string) => sql`delete from public.refused where payment_id = ${payment}`;
const failures = () =>
  sql`select delivery_key, failure.company_id, sqlstate, message, failures from ops.failures as failure
    join raw.webhook_events on seq = raw_seq order by delivery_key`;

async function seqOf(key: string): Promise<number> {
  const [row] = await sql<
    { seq: number }[]
  >`select seq::int from raw.webhook_events where delivery_key = ${key}`;
  return row?.seq ?? -1;
}

const notices = (statement: string) => noticesOf(database.url, statement);

/** Payments pay_0 … of that many users, each for a membership of its own. */
function payments(count: number): TestDelivery[] {
  return Array.from({ length: count }, (_, index) => ({
    ...paid(`pay_${index}`, AT, { membership: { id: `mem_${index}` }, user: { id: `user_${index}` } }),
    key: `msg_${String(index).padStart(3, "0")}`,
  }));
}

describe("a delivery that SQL cannot digest", () => {
  test("is stored and filed with what PostgreSQL said", async () => {
    await refuse("pay_0");
    await deliver(sql, payments(1));
    expect(await failures()).toEqual([
      {
        delivery_key: "msg_000",
        company_id: "biz_1",
        sqlstate: "22012",
        message: "payment pay_0 is refused",
        failures: 1,
      },
    ]);
    expect(await sql`select * from core.events`).toEqual([]);
    expect(await sql`select * from core.audit()`).toEqual([]);
  });

  test.each([3, 500])("takes none of its neighbours with it: batch of %i", async (size) => {
    const bad = ["pay_0", `pay_${Math.floor(size / 2)}`, `pay_${size - 1}`];
    for (const payment of bad) await refuse(payment);
    expect(await deliver(sql, payments(size))).toBe(size);
    expect((await failures()).length).toBe(3);
    expect(await sql`select count(*)::int from raw.webhook_events`).toEqual([{ count: size }]);
    expect(
      await sql`select count(*)::int, bool_or(payment_id = any (${bad})) as any_bad from core.payments`,
    ).toEqual([size === 3 ? { count: 0, any_bad: null } : { count: size - 3, any_bad: false }]);
    expect(await sql`select * from core.audit()`).toEqual([]);
  });

  test("does not hold up what arrives later, nor whoever waits for it", async () => {
    await refuse("pay_0");
    await deliver(sql, payments(1));
    await deliver(sql, [
      nameless("dispute_alert.created", { id: "da_1", created_at: AT, payment: { id: "pay_0" } }),
    ]);
    await deliver(sql, payments(3).slice(1));
    expect(await sql`select payment_id from core.payments order by 1`).toEqual([
      { payment_id: "pay_1" },
      { payment_id: "pay_2" },
    ]);
  });
});

describe("call core.replay(seq)", () => {
  test("projects a delivery as if it had just arrived, once what was wrong is mended", async () => {
    const story = [
      ...payments(3),
      {
        ...nameless("refund.created", {
          id: "rf_1",
          status: "succeeded",
          amount: 9,
          currency: "usd",
          created_at: AT,
          payment: { id: "pay_1" },
        }),
        key: "msg_refund",
      },
    ];
    await deliver(sql, story);
    const expected = await standing(sql);
    await emptyEverything(sql);
    await refuse("pay_1");
    await deliver(sql, story);
    expect(await standing(sql)).not.toEqual(expected);

    await accept("pay_1");
    // The payment, and the refund that waited for it to be known and could not be read either.
    for (const { delivery_key } of await failures()) {
      expect(await notices(`call core.replay(${await seqOf(delivery_key)})`)).toEqual([
        `Delivery ${await seqOf(delivery_key)} is projected.`,
      ]);
    }
    expect(await failures()).toEqual([]);
    expect(await standing(sql)).toEqual(expected);
    expect(await sql`select * from core.audit()`).toEqual([]);
  });

  test("counts one more failure while it is not, and says why", async () => {
    await refuse("pay_0");
    await deliver(sql, payments(2));
    await sql`update public.refused set sqlstate = '22003'`;
    const seq = await seqOf("msg_000");
    expect(await notices(`call core.replay(${seq})`)).toEqual([
      `Delivery ${seq} failed again: 22003: payment pay_0 is refused`,
    ]);
    await sql`call core.replay(${seq})`;
    expect(await failures()).toMatchObject([{ failures: 3, sqlstate: "22003" }]);
    expect(await sql`select last_failed_at > first_failed_at as later from ops.failures`).toEqual([
      { later: true },
    ]);
    expect(await sql`select * from core.audit()`).toEqual([]);
  });

  test("of one that went well changes nothing and posts nothing", async () => {
    await deliver(sql, payments(3));
    const before = await standing(sql);
    const [{ posted } = { posted: 0 }] = await sql`select max(entry_id) as posted from core.revenue_entries`;
    await sql`call core.replay(${await seqOf("msg_001")})`;
    expect(await standing(sql)).toEqual(before);
    expect(await sql`select max(entry_id) as posted from core.revenue_entries`).toEqual([{ posted }]);
  });

  test("of one that now fails leaves standing what was read from it before", async () => {
    await deliver(sql, payments(2));
    const before = await standing(sql);
    await refuse("pay_1");
    await sql`call core.replay(${await seqOf("msg_001")})`;
    expect(await failures()).toMatchObject([{ delivery_key: "msg_001", failures: 1 }]);
    expect(await standing(sql)).toEqual(before);
    expect(await sql`select * from core.audit()`).toEqual([]);
  });

  test("of a number that no delivery has says where the numbers are", async () => {
    await expect(sql`call core.replay(4711)`).rejects.toMatchObject({
      code: "P0002",
      message: "There is no delivery 4711.",
      hint: expect.stringContaining("ops.failures"),
    });
  });
});

describe("call core.replay_failed()", () => {
  test("projects all several hundred that failed, and tells how far it is", async () => {
    await deliver(sql, payments(350));
    const expected = await standing(sql);
    await emptyEverything(sql);
    await sql`insert into public.refused select 'pay_' || n, '22012' from generate_series(0, 349) as n`;
    await deliver(sql, payments(350));
    expect((await failures()).length).toBe(350);

    await sql`delete from public.refused where payment_id <> 'pay_200'`;
    expect(await notices("call core.replay_failed()")).toEqual([
      "100 of 350 tried again",
      "200 of 350 tried again",
      "300 of 350 tried again",
      "350 of 350 tried again",
      "349 projected, 1 left in ops.failures",
    ]);
    expect(await failures()).toMatchObject([{ delivery_key: "msg_200", failures: 2 }]);

    await accept("pay_200");
    await sql`call core.replay_failed()`;
    expect(await failures()).toEqual([]);
    expect(await sql`select * from core.audit()`).toEqual([]);
    const found = await standing(sql);
    for (const [table, rows] of Object.entries(expected)) expect(found[table], table).toEqual(rows);
  });

  test("with nothing failed does nothing", async () => {
    expect(await notices("call core.replay_failed()")).toEqual(["0 projected, 0 left in ops.failures"]);
  });
});

test.each([
  ["40001", "two transactions collided"],
  ["40P01", "a deadlock"],
  ["55P03", "a lock that could not be had"],
  ["53100", "a full disk"],
  ["53300", "too many connections"],
  ["57014", "a cancelled query"],
  ["57P01", "a server that is shut down"],
  ["58030", "a disk that cannot be read"],
])(
  "%s, %s, is not the delivery's fault: it is refused, to be sent again, and not filed",
  async (sqlstate) => {
    await refuse("pay_1", sqlstate);
    await expect(deliver(sql, payments(3))).rejects.toMatchObject({ code: sqlstate });
    expect(await sql`select * from raw.webhook_events`).toEqual([]);
    expect(await failures()).toEqual([]);
    await accept("pay_1");
    expect(await deliver(sql, payments(3))).toBe(3);
  },
);

test("a payment of less than nothing is a failure to nobody", async () => {
  await deliver(sql, [
    paid("pay_1", AT, { subtotal: -5, total: -5 }),
    v1("membership.activated", { id: "mem_1", status: "active", updated_at: AT, user: { id: "user_1" } }),
  ]);
  expect(await failures()).toEqual([]);
});
