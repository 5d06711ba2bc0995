import { mkdirSync } from "node:fs";
import path from "node:path";
import AxeBuilder from "@axe-core/playwright";
import type { Browser, BrowserContextOptions, Page } from "playwright";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { launchChromium } from "../support/browser";
import { sale } from "../support/deliveries";
import { startTidemark, type Tidemark } from "../support/tidemark";

const SHOTS = "tests/output/screenshots";

let tidemark: Tidemark;
let browser: Browser;

beforeAll(async () => {
  mkdirSync(SHOTS, { recursive: true });
  [tidemark, browser] = await Promise.all([startTidemark(), launchChromium()]);
  // A payment of 1313 cannot be projected, until somebody mends that.
  await tidemark.sql.unsafe(`
    create table public.mended (at timestamptz);
    grant select on public.mended to public;
    create function public.refuse() returns trigger language plpgsql as $$
    begin
      if new.amount = 1313 and not exists (select from public.mended) then
        raise exception 'invalid input syntax for type numeric: "grace@example.com"' using errcode = '22P02';
      end if;
      return new;
    end
    $$;
    create trigger refuse before insert on core.events for each row execute function public.refuse();
  `);
});
afterAll(async () => {
  await browser?.close();
  await tidemark?.stop();
});
beforeEach(() => tidemark.sql`truncate public.mended`);

interface Opened {
  page: Page;
  complaints: string[];
}

/** Opens the page of a company's deliveries, and notes whatever the browser complains of. */
async function open(company: string, search = "", o: BrowserContextOptions = {}): Promise<Opened> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 1000 }, ...o });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  await page.goto(`${tidemark.url}/dashboard/${company}/webhooks${search}`);
  await isLive(page);
  return { page, complaints };
}

const isLive = (page: Page) =>
  page.locator('[data-testid="truth-line"][data-state="live"]').waitFor({ state: "attached" });
const rows = (page: Page) => page.locator('[data-testid="delivery"]');
const panel = (page: Page) => page.locator('[data-testid="delivery-panel"]');

/** A sale to somebody whose name, address and card are told. */
function personalSale(company: string, total: number): Record<string, unknown> {
  const delivery = sale(company, total);
  return {
    ...delivery,
    data: {
      ...(delivery.data as object),
      card_last4: "4242",
      user: { id: "user_grace", name: "Grace Hopper", username: "grace", email: "grace@example.com" },
      billing_address: { line1: "1 Navy Yard", country: "US" },
    },
  };
}

async function newestSeq(): Promise<number> {
  const [row] = await tidemark.sql<{ seq: number }[]>`select max(seq)::int as seq from raw.webhook_events`;
  return row?.seq ?? -1;
}

test("a delivery that arrives comes in on top, and waits while the list is held still", async () => {
  await tidemark.post(sale("biz_live", 10));
  const { page, complaints } = await open("biz_live");
  expect(await rows(page).count()).toBe(1);
  await page.evaluate(() => Object.assign(window, { notReloaded: true }));

  await tidemark.post(sale("biz_live", 20));
  await expect.poll(() => rows(page).first().innerText()).toContain("+$20.00");
  expect(await rows(page).first().innerText()).toContain("Counted");

  await page.getByRole("button", { name: "Pause" }).click();
  await tidemark.post(sale("biz_live", 30));
  await page.getByRole("button", { name: "1 newer: show" }).waitFor();
  expect(await rows(page).count()).toBe(2);
  await page.getByRole("button", { name: "1 newer: show" }).click();
  await expect.poll(() => rows(page).first().innerText()).toContain("+$30.00");
  expect(await page.locator('[data-testid="health-deliveries"] [data-figure]').innerText()).toBe("3");
  expect(await page.evaluate(() => "notReloaded" in window)).toBe(true);
  expect(complaints).toEqual([]);
  await page.context().close();
});

test("whoever reads further down is not disturbed by what arrives", async () => {
  for (let index = 0; index < 45; index += 1) await tidemark.post(sale("biz_scroll", 10));
  const { page } = await open("biz_scroll", "", { viewport: { width: 1440, height: 500 } });
  const read = rows(page).nth(30);
  await read.scrollIntoViewIfNeeded();
  const before = await read.boundingBox();
  const seq = await read.getAttribute("data-event-id");
  await tidemark.post(sale("biz_scroll", 20));
  await page.getByRole("button", { name: "1 newer: show" }).waitFor();
  const same = page.locator(`[data-event-id="${seq}"]`);
  expect(await same.boundingBox()).toEqual(before);
  await page.getByRole("button", { name: "1 newer: show" }).click();
  await expect.poll(() => rows(page).first().innerText()).toContain("+$20.00");
  await page.context().close();
});

test("a delivery opens beside the list at an address of its own, down to its payload, with personal data hidden until asked for", async () => {
  await tidemark.post(personalSale("biz_detail", 49));
  const { page, complaints } = await open("biz_detail");
  await rows(page).first().getByRole("link").click();
  const opened = panel(page);
  await opened.getByRole("heading", { name: "Payment" }).waitFor();
  expect(new URL(page.url()).searchParams.get("delivery")).toBe(String(await newestSeq()));
  await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe("Payment");

  const became = await opened.innerText();
  expect(became).toContain("Counted.");
  expect(became).toMatch(/Revenue: Charge\s+\+\$49\.00/);
  const secrets = /Hopper|grace@example|Navy Yard|4242/;
  expect(await opened.locator(".json").innerText()).not.toMatch(secrets);
  expect(await opened.locator(".json").innerText()).toContain("••••");

  const html = await (await fetch(page.url())).text();
  expect(html.includes("6 values are not shown")).toBe(true);
  expect(/grace@example|Navy Yard|4242/.exec(html)?.[0]).toBeUndefined();

  await opened.getByRole("button", { name: "Show personal data" }).click();
  await expect.poll(() => opened.locator(".json").innerText()).toMatch(/grace@example\.com/);
  expect(await opened.locator(".json").innerText()).toContain("1 Navy Yard");
  await opened.getByRole("button", { name: "Hide personal data" }).click();
  expect(await opened.locator(".json").innerText()).not.toMatch(secrets);

  await page.keyboard.press("Escape");
  await expect.poll(() => panel(page).count()).toBe(0);
  await expect
    .poll(() => page.evaluate(() => document.activeElement?.getAttribute("data-delivery")))
    .toBe(String(await newestSeq()));
  expect(complaints).toEqual([]);
  await page.context().close();
});

test("a delivery that failed says why, fails again while nothing is mended, and counts once it is", async () => {
  const { page, complaints } = await open("biz_replay", "?state=failed");
  expect(await page.locator("main").innerText()).toContain("every delivery that is stored is in the figures");
  await tidemark.post(personalSale("biz_replay", 1313));
  await rows(page).first().waitFor();
  await rows(page).first().getByRole("link").click();
  const opened = panel(page);
  await opened.getByText("A value in it is not of the kind that it should be").waitFor();
  expect(await opened.innerText()).toContain('22P02: invalid input syntax for type numeric: "••••"');
  expect(await opened.innerText()).toContain("Whop will not send it again");

  const result = page.locator('[data-testid="replay-result"]');
  await opened.getByRole("button", { name: "Replay" }).click();
  await expect.poll(() => result.innerText()).toContain("It failed again.");
  await opened.getByText("Tried 2 times.").waitFor();

  await tidemark.sql`insert into public.mended values (now())`;
  await opened.getByRole("button", { name: "Replay" }).click();
  await expect.poll(() => result.innerText()).toBe("It was read again, and 1 ledger entry followed.");
  await expect.poll(() => page.locator('[data-testid="delivery-state"]').innerText()).toBe("Counted.");
  expect(await opened.innerText()).toMatch(/Revenue: Charge\s+\+\$1,313\.00/);
  await expect.poll(() => page.locator('[data-testid="health-failed"] [data-figure]').innerText()).toBe("0");
  await expect.poll(() => rows(page).count()).toBe(0);

  await opened.getByRole("button", { name: "Replay" }).click();
  await expect.poll(() => result.innerText()).toContain("nothing changed");
  expect(await tidemark.sql`select * from core.audit()`).toEqual([]);
  expect(complaints).toEqual([]);
  await page.context().close();
});

test("state, event, search and page are in the address, and nonsense there is the default", async () => {
  for (let index = 0; index < 60; index += 1) await tidemark.post(sale("biz_filter", index + 1));
  await tidemark.post({ ...sale("biz_filter", 5), type: "spaceship.landed" });
  const { page, complaints } = await open("biz_filter");
  expect(await rows(page).count()).toBe(50);

  await page.getByRole("link", { name: "Older" }).click();
  await expect.poll(() => rows(page).count()).toBe(11);
  expect(await rows(page).last().innerText()).toContain("+$1.00");
  await page.goBack();
  await expect.poll(() => rows(page).count()).toBe(50);

  await page.locator('[data-testid="state-kept"]').click();
  await expect.poll(() => rows(page).count()).toBe(1);
  expect(new URL(page.url()).search).toBe("?state=kept");
  await page.reload();
  await isLive(page);
  expect(await rows(page).first().innerText()).toContain("spaceship.landed");

  await page.locator('[data-testid="state-all"]').click();
  await expect.poll(() => rows(page).count()).toBe(50);
  await page.locator('[data-testid="type"]').click();
  await page.getByRole("link", { name: "Events that are not known" }).click();
  await expect.poll(() => new URL(page.url()).search).toBe("?type=custom");
  await expect.poll(() => rows(page).count()).toBe(1);

  const [payment] = await tidemark.sql<{ payment_id: string }[]>`
    select payment_id from core.payments where company_id = 'biz_filter' and total = 7`;
  await page.goto(`${tidemark.url}/dashboard/biz_filter/webhooks`);
  await isLive(page);
  await page.keyboard.press("/");
  await page.keyboard.type(payment?.payment_id ?? "");
  await page.keyboard.press("Enter");
  await expect.poll(() => rows(page).count()).toBe(1);
  expect(await rows(page).first().innerText()).toContain("+$7.00");
  expect(new URL(page.url()).searchParams.get("search")).toBe(payment?.payment_id);
  await page.getByRole("link", { name: "Clear" }).click();
  await expect.poll(() => rows(page).count()).toBe(50);

  await page.goto(`${tidemark.url}/dashboard/biz_filter/webhooks?state=nonsense&before=x&delivery=-1`);
  await isLive(page);
  expect(await rows(page).count()).toBe(50);
  expect(await panel(page).count()).toBe(0);
  expect(complaints).toEqual([]);
  await page.context().close();
});

test("a filter that nothing is indexed by says how far back it looked, and leads further back", async () => {
  await tidemark.post(sale("biz_far", 12));
  await tidemark.sql`
    insert into core.events (company_id, raw_seq, delivery_key, category, type, source_type, occurred_at)
    select 'biz_far', 1000000 + i, 'x', 'activity', 'activity.message_sent', 'chat.message.created', now()
    from generate_series(1, 20000) as i`;
  const { page, complaints } = await open("biz_far", "?type=payment.succeeded");
  expect(await rows(page).count()).toBe(0);
  const paging = page.getByRole("navigation", { name: "Older and newer deliveries" });
  expect(await paging.innerText()).toMatch(/Looked through 20,000 events, back to \d\d:\d\d/);
  await paging.getByRole("link", { name: "Look further back" }).click();
  await expect.poll(() => rows(page).count()).toBe(1);
  expect(await rows(page).first().innerText()).toContain("+$12.00");
  await paging.getByRole("link", { name: "Newest" }).click();
  await expect.poll(() => rows(page).count()).toBe(0);
  await tidemark.sql`delete from core.events where company_id = 'biz_far' and raw_seq > 1000000`;
  expect(complaints).toEqual([]);
  await page.context().close();
});

test("one without a company is in a list of its own, and opens there only", async () => {
  const { company_id: _, ...nameless } = sale("biz_x", 77);
  await tidemark.post(nameless);
  const seq = await newestSeq();
  const { page } = await open("biz_nobodys");
  expect(await rows(page).count()).toBe(0);
  await page.locator('[data-testid="state-without-company"]').click();
  await page.locator(`[data-delivery="${seq}"]`).click();
  await panel(page).getByText("It does not say whose it is.").waitFor();
  await page.goto(`${tidemark.url}/dashboard/biz_nobodys/webhooks?delivery=${seq}`);
  await panel(page).getByText(`There is no delivery ${seq} here.`).waitFor();
  await page.context().close();
});

test("a test event lands in the sandbox, where it is seen arriving, and its link leads there", async () => {
  const sandbox = await open("biz_sandbox");
  const { page, complaints } = await open("biz_live");
  const tester = page.locator('[data-testid="test-event"]');
  await tester.getByRole("combobox").selectOption("payment.failed");
  await tester.getByRole("button", { name: "Send" }).click();
  await tester.getByText("was answered 200 and is counted").waitFor();
  await expect.poll(() => rows(sandbox.page).first().innerText()).toContain("Payment failed");
  const seq = await newestSeq();
  await tester.getByRole("link", { name: `delivery ${seq}` }).click();
  await panel(page).getByRole("heading", { name: "Payment failed" }).waitFor();
  expect(new URL(page.url()).pathname).toBe("/dashboard/biz_sandbox/webhooks");
  expect(complaints).toEqual([]);
  await Promise.all([page, sandbox.page].map((each) => each.context().close()));
});

test("requests that were turned away are counted by reason, each with what to do", async () => {
  for (let index = 0; index < 2; index += 1) {
    const response = await fetch(`${tidemark.url}/webhooks/whop`, { method: "POST", body: "{}" });
    expect(response.status).toBe(401);
  }
  await expect
    .poll(async () => (await tidemark.sql`select * from ops.refused_hourly`).length)
    .toBeGreaterThan(0);
  const { page } = await open("biz_live");
  const reason = page.locator('[data-testid="refused-missing_signature"]');
  expect(await reason.locator(".refused-count").innerText()).toBe("2");
  expect(await reason.innerText()).toContain("Whop signs each delivery");
  expect(await page.locator('[data-testid="health-refused"] [data-figure]').innerText()).toBe("2");
  await page.context().close();
});

describe("what a page may ask for", () => {
  const ask = (place: string, form: Record<string, string>, headers: Record<string, string>) =>
    fetch(`${tidemark.url}/dashboard/${place}`, {
      method: "POST",
      body: new URLSearchParams(form),
      headers,
    });

  test("is refused to other sites, and to whoever does not say where they come from", async () => {
    await tidemark.post(personalSale("biz_origin", 49));
    const seq = String(await newestSeq());
    const own = { origin: tidemark.url };
    expect((await ask("biz_origin/webhooks/reveal", { seq }, own)).status).toBe(200);
    const action = "biz_origin/webhooks?_data=routes%2Fdashboard.%24companyId.webhooks";
    for (const origin of ["https://elsewhere.example", "null", undefined]) {
      const headers: Record<string, string> = origin ? { origin } : {};
      for (const { place, form } of [
        { place: "biz_origin/webhooks/reveal", form: { seq } },
        { place: action, form: { act: "replay", seq } },
        { place: action, form: { act: "test", event: "payment.succeeded" } },
      ]) {
        const response = await ask(place, form, headers);
        expect(response.status, `${place} from ${origin}`).toBe(403);
        expect(await response.text()).not.toContain("grace@example.com");
      }
    }
    // A form of another site's, without a script: Remix itself turns that away.
    const form = await ask(
      "biz_origin/webhooks",
      { act: "replay", seq },
      { origin: "https://elsewhere.example" },
    );
    expect(form.ok).toBe(false);
    expect((await ask(action, { act: "replay", seq }, own)).status).toBe(200);
  });

  test("is of its own company's deliveries only, and kept by no cache", async () => {
    await tidemark.post(personalSale("biz_origin", 49));
    const seq = String(await newestSeq());
    const own = { origin: tidemark.url };
    const revealed = await ask("biz_origin/webhooks/reveal", { seq }, own);
    expect(revealed.headers.get("cache-control")).toBe("no-store");
    expect(await revealed.text()).toContain("grace@example.com");
    for (const place of ["biz_else", "unassigned"]) {
      expect((await ask(`${place}/webhooks/reveal`, { seq }, own)).status).toBe(404);
      expect((await ask(`${place}/webhooks/reveal`, { seq, of: "without-company" }, own)).status).toBe(404);
    }
    expect((await fetch(`${tidemark.url}/dashboard/biz_origin/webhooks/reveal?seq=${seq}`)).status).not.toBe(
      200,
    );
  });
});

describe.each([
  { width: 1440, colorScheme: "light" },
  { width: 1440, colorScheme: "dark" },
  { width: 390, colorScheme: "light" },
  { width: 390, colorScheme: "dark" },
] as const)("at $width px, $colorScheme", ({ width, colorScheme }) => {
  const looks = {
    viewport: { width, height: width === 390 ? 844 : 1000 },
    deviceScaleFactor: width === 390 ? 2 : 1,
    colorScheme,
  };
  const shot = (name: string) => path.join(SHOTS, `webhooks-${name}-${width}-${colorScheme}.png`);

  async function isFineIn({ page, complaints }: Opened): Promise<void> {
    const sideways = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(sideways).toBeLessThanOrEqual(0);
    const { violations } = await new AxeBuilder({ page }).analyze();
    const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
    expect(serious.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target).join(" ")}`)).toEqual(
      [],
    );
    expect(complaints).toEqual([]);
  }

  test("nothing scrolls sideways, axe finds nothing serious, and the pictures are taken", async () => {
    await tidemark.post(personalSale("biz_looks", 49));
    await tidemark.post(personalSale("biz_looks", 1313));
    const list = await open("biz_looks", "", looks);
    await list.page.screenshot({ path: shot("list"), fullPage: true });
    await isFineIn(list);

    await list.page.locator('[data-testid="state-failed"]').click();
    await list.page.locator('[data-testid="state-failed"][aria-current]').waitFor();
    await rows(list.page).first().getByRole("link").click();
    await panel(list.page).getByText("Whop will not send it again").waitFor();
    await list.page.screenshot({ path: shot("failed") });
    await isFineIn(list);
    const box = await panel(list.page).boundingBox();
    if (width === 390) expect(box).toMatchObject({ x: 0, y: 0, width: 390, height: 844 });
    await list.page.context().close();
  });
});

test("a company without deliveries says what will fill the page", async () => {
  const { page, complaints } = await open("biz_new");
  expect(await page.locator("main").innerText()).toContain("/webhooks/whop");
  expect(await page.locator('[data-testid="deliveries"]').innerText()).toContain("Nothing was delivered yet");
  expect(complaints).toEqual([]);
  await page.context().close();
});
