import { mkdirSync } from "node:fs";
import path from "node:path";
import AxeBuilder from "@axe-core/playwright";
import type { Browser, BrowserContextOptions, Page } from "playwright";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { launchChromium } from "../support/browser";
import { sale } from "../support/deliveries";
import { startTidemark, type Tidemark } from "../support/tidemark";
import { storeYear } from "../support/year-of-history";

const SHOTS = "tests/output/screenshots";

/** Where a screenshot goes; UPDATE_SCREENSHOTS=1 makes the one in the README anew. */
function picture(name: string): string {
  const isReadmes = process.env.UPDATE_SCREENSHOTS && name === "overview";
  return path.join(isReadmes ? "public/screenshots" : SHOTS, `${name}.png`);
}

let tidemark: Tidemark;
let browser: Browser;

beforeAll(async () => {
  mkdirSync(SHOTS, { recursive: true });
  [tidemark, browser] = await Promise.all([startTidemark(), launchChromium()]);
  await storeYear(tidemark.sql);
});
afterAll(async () => {
  await browser?.close();
  await tidemark?.stop();
});

/** Opens a company's page, and fails on anything that the browser complains of. */
async function open(
  company: string,
  o: BrowserContextOptions = {},
): Promise<{ page: Page; complaints: string[] }> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 1000 }, ...o });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  await page.goto(`${tidemark.url}/dashboard/${company}`);
  return { page, complaints };
}

const isLive = (page: Page) => page.locator('[data-testid="truth-line"][data-state="live"]').waitFor();
const figure = (page: Page, card: string) =>
  page.locator(`[data-testid="${card}"] [data-figure]`).innerText();
const amount = (text: string) => Number(text.replace("−", "-").replace(/[^\d.-]/g, ""));

test("the first HTML already has the figures", async () => {
  const html = await (await fetch(`${tidemark.url}/dashboard/biz_demo`)).text();
  const [standing] = await tidemark.sql`
    select round(metrics.mrr('biz_demo', 'usd', '-infinity', 'infinity'))::text as mrr`;
  const shown = /data-testid="card-mrr"[\s\S]*?data-figure[^>]*>(?:<a[^>]*>)?([^<]*)</.exec(html)?.[1] ?? "";
  expect(Math.abs(amount(shown) - Number(standing?.mrr))).toBeLessThanOrEqual(1);
});

test("a payment that arrives changes net revenue and the feed without a reload", async () => {
  const { page, complaints } = await open("biz_demo");
  await isLive(page);
  await page.evaluate(() => Object.assign(window, { notReloaded: true }));
  const before = amount(await figure(page, "card-net_revenue"));

  expect(await tidemark.post(sale("biz_demo", 120))).toBe(200);

  await expect.poll(async () => amount(await figure(page, "card-net_revenue"))).toBeCloseTo(before + 120, -1);
  const newest = page.locator('[data-testid="feed-row"]').first();
  await expect.poll(() => newest.innerText()).toContain("Grace Hopper");
  expect(await newest.innerText()).toContain("120.00");
  expect(await page.evaluate(() => "notReloaded" in window)).toBe(true);
  expect(complaints).toEqual([]);
  await page.context().close();
});

test("two pages of one company show the same, and another company's page nothing of it", async () => {
  const [one, two, other] = await Promise.all([open("biz_demo"), open("biz_demo"), open("biz_other")]);
  await Promise.all([isLive(one.page), isLive(two.page), isLive(other.page)]);
  await tidemark.post(sale("biz_demo", 33));
  await expect
    .poll(
      async () =>
        (await figure(two.page, "card-net_revenue")) === (await figure(one.page, "card-net_revenue")),
    )
    .toBe(true);
  expect(await other.page.locator('[data-testid="feed-row"]').count()).toBe(0);
  await Promise.all([one, two, other].map(({ page }) => page.context().close()));
});

test("a page whose server goes away says so, and catches up by itself when it is back", async () => {
  const { page } = await open("biz_demo");
  await isLive(page);
  await page.context().setOffline(true);
  await page.locator('[data-testid="truth-line"]:not([data-state="live"])').waitFor();
  const before = amount(await figure(page, "card-net_revenue"));
  await tidemark.post(sale("biz_demo", 50));
  await page.context().setOffline(false);
  await isLive(page);
  await expect.poll(async () => amount(await figure(page, "card-net_revenue"))).toBeCloseTo(before + 50, -1);
  await page.context().close();
});

test("a stream that has died without a word is opened anew, and the page does not call itself live meanwhile", async () => {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.clock.install();
  const streams: string[] = [];
  page.on("request", (request) => request.url().includes("/stream") && streams.push(request.url()));
  await page.goto(`${tidemark.url}/dashboard/biz_demo`);
  await isLive(page);
  await page.evaluate(() => {
    const line = document.querySelector('[data-testid="truth-line"]');
    const states: (string | null | undefined)[] = [];
    new MutationObserver(() => states.push(line?.getAttribute("data-state"))).observe(line as Element, {
      attributes: true,
    });
    Object.assign(window, { states });
  });
  await page.clock.fastForward(41_000); // more than two heartbeats, none of which came
  await expect.poll(() => streams.length).toBe(2);
  await isLive(page);
  expect(await page.evaluate(() => (window as unknown as { states: string[] }).states[0])).toBe("stale");
  await context.close();
});

test("/ leads to the company that was active last", async () => {
  const response = await fetch(tidemark.url, { redirect: "manual" });
  expect(response.status).toBe(302);
  expect(response.headers.get("location")).toBe("/dashboard/biz_demo");
});

describe.each([
  { name: "overview", width: 1440, colorScheme: "light" },
  { name: "overview-dark", width: 1440, colorScheme: "dark" },
  { name: "overview-390", width: 390, colorScheme: "light" },
  { name: "overview-390-dark", width: 390, colorScheme: "dark" },
] as const)("at $width px, $colorScheme", ({ name, width, colorScheme }) => {
  test("nothing scrolls sideways, axe finds nothing serious, and the picture is taken", async () => {
    const { page, complaints } = await open("biz_demo", {
      viewport: { width, height: width === 390 ? 844 : 1000 },
      deviceScaleFactor: width === 390 ? 2 : 1,
      colorScheme,
    });
    await isLive(page);
    await page.waitForTimeout(1_000); // the charts' first drawing
    const sideways = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(sideways).toBeLessThanOrEqual(0);
    await page.screenshot({ path: picture(name), fullPage: true });
    const { violations } = await new AxeBuilder({ page }).analyze();
    const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
    expect(serious.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target).join(" ")}`)).toEqual(
      [],
    );
    expect(complaints).toEqual([]);
    await page.context().close();
  });
});

test("a company without data says what will fill the page", async () => {
  const { page, complaints } = await open("biz_new");
  await isLive(page);
  expect(await page.locator("main").innerText()).toContain("/webhooks/whop");
  await page.screenshot({ path: picture("empty"), fullPage: true });
  expect(complaints).toEqual([]);
  await page.context().close();
});
