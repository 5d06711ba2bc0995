import type { Browser, BrowserContext, Page } from "playwright";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { launchChromium } from "../support/browser";
import { sale } from "../support/deliveries";
import { startTidemark, type Tidemark } from "../support/tidemark";
import { storeYear } from "../support/year-of-history";

let tidemark: Tidemark;
let browser: Browser;
let context: BrowserContext;
let page: Page;
/** the streams that were opened in this context */
let streams: string[] = [];

beforeAll(async () => {
  [tidemark, browser] = await Promise.all([startTidemark(), launchChromium()]);
  await storeYear(tidemark.sql);
});
afterAll(async () => {
  await browser?.close();
  await tidemark?.stop();
});

beforeEach(async () => {
  await context?.close();
  context = await browser.newContext({ viewport: { width: 1440, height: 1000 } });
  streams = [];
  context.on("request", (request) => {
    if (request.url().includes("/stream?")) streams.push(request.url());
  });
  page = await context.newPage();
});

async function open(search = "", on: Page = page): Promise<void> {
  await on.goto(`${tidemark.url}/dashboard/biz_demo${search}`);
  await isLive(on);
}

const isLive = (on: Page) => on.locator('[data-testid="truth-line"][data-state="live"]').waitFor();
const search = () => new URL(page.url()).search;
const range = () => page.getByTestId("range").innerText();
const figure = (card: string, on: Page = page) =>
  on.locator(`[data-testid="card-${card}"] [data-figure]`).innerText();
const change = (card: string) => page.locator(`[data-testid="card-${card}"] .figure-change`).innerText();
const amount = (text: string) => Number(text.replace("−", "-").replace(/[^\d.-]/g, ""));
const goes = (to: string) => expect.poll(search).toBe(to);

describe("the range", () => {
  test("is in the address: chosen from the list, it changes the figures without a reload and comes back with the back button", async () => {
    await open();
    await page.evaluate(() => Object.assign(window, { notReloaded: true }));
    const month = await figure("net_revenue");
    await page.getByTestId("range").click();
    // What opens stands below its button, and is not left where it was made, unseen.
    const button = await page.getByTestId("range").boundingBox();
    await expect
      .poll(async () => (await page.getByRole("dialog").boundingBox())?.y)
      .toBeCloseTo((button?.y ?? 0) + (button?.height ?? 0) + 6, 0);
    await page.getByRole("link", { name: "Last 7 days" }).click();
    await goes("?range=7d");
    await expect.poll(range).toContain("Last 7 days");
    await expect.poll(() => figure("net_revenue")).not.toBe(month);
    expect(await change("net_revenue")).toContain("the 7 days before");
    await page.goBack();
    await goes("");
    await expect.poll(() => figure("net_revenue")).toBe(month);
    expect(await page.evaluate(() => "notReloaded" in window)).toBe(true);
  });

  test("can be any days, and malformed ones are the usual ones", async () => {
    await open("?range=2026-99-01..nonsense&compare=sideways");
    expect(await range()).toContain("Last 30 days");
    await page.getByTestId("range").click();
    const today = await page.getByLabel("To", { exact: true }).inputValue();
    await page.getByLabel("From", { exact: true }).fill(today);
    await page.getByRole("button", { name: "Show", exact: true }).click();
    await goes(`?range=${today}..${today}`);
  });

  test("moves by its own length with the arrows, not into the future, and is itself again at the present", async () => {
    await open("?range=7d");
    expect(await page.getByRole("button", { name: "Later" }).isDisabled()).toBe(true);
    await page.getByRole("button", { name: "Earlier" }).click();
    await expect.poll(search).toMatch(/^\?range=\d{4}-\d\d-\d\d\.\.\d{4}-\d\d-\d\d$/);
    await page.getByRole("button", { name: "Later" }).click();
    await goes("?range=7d");
  });

  test("and all else that is asked stay when another chart is chosen, which asks the server nothing", async () => {
    await open("?range=90d&compare=year");
    const asked: string[] = [];
    page.on("request", (request) => request.url().includes("_data=") && asked.push(request.url()));
    await page.getByRole("link", { name: /show MRR as the chart/ }).click();
    await goes("?range=90d&compare=year&chart=mrr");
    await expect.poll(() => page.getByTestId("chart").innerText()).toContain("MRR by week");
    expect(asked).toEqual([]);
    expect(streams).toHaveLength(1);
    await page.getByRole("link", { name: "Month", exact: true }).click();
    await goes("?range=90d&compare=year&interval=month&chart=mrr");
    await page.getByRole("link", { name: "Week", exact: true }).click();
    await goes("?range=90d&compare=year&chart=mrr");
  });
});

test("the comparison is in the address and in words on every card", async () => {
  await open();
  expect(await change("net_revenue")).toContain("on the 30 days before");
  await page.getByTestId("compare").click();
  await page.getByRole("link", { name: "Year earlier" }).click();
  await goes("?compare=year");
  await page.getByTestId("compare").click();
  await page.getByRole("link", { name: "No comparison" }).click();
  await goes("?compare=none");
  await expect.poll(() => change("net_revenue")).toBe("");
});

describe("keys", () => {
  test("choose the range, the comparison and the days before and after", async () => {
    await open();
    for (const [key, expected] of [
      ["w", "?range=7d"],
      ["c", "?range=7d&compare=year"],
      ["c", "?range=7d&compare=none"],
      ["c", "?range=7d"],
      ["d", "?range=today"],
      ["m", ""],
    ] as const) {
      await page.keyboard.press(key);
      await goes(expected);
    }
    // Quicker than any answer: twice back and once forth is once back.
    for (const key of ["ArrowLeft", "ArrowLeft", "ArrowRight"]) await page.keyboard.press(key);
    await page.waitForTimeout(1_000);
    expect(search()).toMatch(/^\?range=\d/);
    await page.keyboard.press("ArrowRight");
    await goes("");
    await page.keyboard.press("w");
    await goes("?range=7d");
    await page.keyboard.press("g");
    await page.keyboard.press("o");
    await page.waitForTimeout(200);
    expect(search()).toBe("?range=7d");
  });

  test("do nothing with a modifier, in a field, or while a dialog is open", async () => {
    await open();
    for (const key of ["Control+d", "Alt+w", "Meta+w"]) await page.keyboard.press(key);
    await page.getByTestId("range").click();
    await page.getByLabel("From", { exact: true }).focus();
    await page.keyboard.press("w");
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await page.keyboard.press("?");
    await page.getByRole("dialog").waitFor();
    await page.keyboard.press("w");
    await page.waitForTimeout(300);
    expect(search()).toBe("");
  });

  test("are listed by ?, and can be turned off for good", async () => {
    await open();
    await page.keyboard.press("?");
    const help = page.getByRole("dialog");
    expect(await help.innerText()).toContain("Last 7 days");
    await help.getByRole("switch").click();
    await help.getByRole("button", { name: "Close" }).click();
    await help.waitFor({ state: "detached" });
    await page.keyboard.press("w");
    await open();
    await page.keyboard.press("w");
    await page.keyboard.press("?");
    await page.waitForTimeout(300);
    expect(search()).toBe("");
    expect(await page.getByRole("dialog").count()).toBe(0);
    await page.getByRole("button", { name: "Keys" }).click();
    await help.getByRole("switch").click();
    await help.getByRole("button", { name: "Close" }).click();
    await help.waitFor({ state: "detached" });
    await page.keyboard.press("w");
    await goes("?range=7d");
  });
});

describe("the stream", () => {
  test("is one per tab: another question closes it and opens its own, and figures go on changing", async () => {
    await open();
    await page.keyboard.press("w");
    await goes("?range=7d");
    await expect.poll(() => streams.length).toBe(2);
    expect(streams[1]).toContain("page=overview&range=7d");
    await isLive(page);
    const before = amount(await figure("net_revenue"));
    await tidemark.post(sale("biz_demo", 100));
    await expect.poll(async () => amount(await figure("net_revenue"))).toBeCloseTo(before + 100, -1);
    expect(streams).toHaveLength(2);
  });

  test("brings two tabs that ask different questions each its own answer", async () => {
    const other = await context.newPage();
    await Promise.all([open("?range=today"), open("?range=12m", other)]);
    const [today, year] = [amount(await figure("net_revenue")), amount(await figure("net_revenue", other))];
    await tidemark.post(sale("biz_demo", 100));
    await expect.poll(async () => amount(await figure("net_revenue"))).toBeCloseTo(today + 100, -1);
    await expect.poll(async () => amount(await figure("net_revenue", other))).toBeCloseTo(year + 100, -1);
    expect(streams).toHaveLength(2);
  });

  test("is closed while the tab is hidden, and catches up when it is seen again", async () => {
    await open("?range=today");
    const hide = (hidden: boolean) =>
      page.evaluate((is) => {
        Object.defineProperty(document, "hidden", { value: is, configurable: true });
        document.dispatchEvent(new Event("visibilitychange"));
      }, hidden);
    const before = amount(await figure("net_revenue"));
    await hide(true);
    await page.waitForTimeout(300);
    await tidemark.post(sale("biz_demo", 100));
    await page.waitForTimeout(1_000);
    expect(amount(await figure("net_revenue"))).toBe(before);
    await hide(false);
    await expect.poll(async () => amount(await figure("net_revenue"))).toBeCloseTo(before + 100, -1);
    expect(streams[1]).toContain("&last=");
    await isLive(page);
  });

  test("that was cut is opened again with what the page has, also after the question has changed", async () => {
    await open("?range=7d");
    await page.keyboard.press("m");
    await goes("");
    await isLive(page);
    await context.setOffline(true);
    await page.locator('[data-testid="truth-line"]:not([data-state="live"])').waitFor();
    const before = amount(await figure("net_revenue"));
    await tidemark.post(sale("biz_demo", 100));
    await context.setOffline(false);
    await isLive(page);
    await expect.poll(async () => amount(await figure("net_revenue"))).toBeCloseTo(before + 100, -1);
  });
});

test("a question that cannot be asked, for the server is away, leaves the shell, and trying again goes on from there", async () => {
  await open();
  await context.setOffline(true);
  await page.keyboard.press("w");
  await page.getByText("The server could not be reached").waitFor();
  expect(await page.getByTestId("truth-line").isVisible()).toBe(true);
  await context.setOffline(false);
  await page.getByRole("button", { name: "Try again" }).click();
  await goes("?range=7d");
  await expect.poll(range).toContain("Last 7 days");
  await isLive(page);
  expect(await change("net_revenue")).toContain("the 7 days before");
});

test("what a figure means is shown with the SQL that runs", async () => {
  await open();
  await page.getByRole("button", { name: "MRR", exact: true }).click();
  await page.getByText("the SQL that runs").click();
  await expect.poll(() => page.locator(".definition-sql pre").innerText()).toContain("metrics.mrr");
});

test("a chart is also a table, sorted by any column, and a file with the exact figures", async () => {
  await open();
  const chart = page.getByTestId("chart");
  await chart.locator("canvas").waitFor();
  await chart.getByRole("button", { name: "more" }).click();
  const [picture] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Save picture" }).click(),
  ]);
  expect(picture.suggestedFilename()).toBe("net-revenue-by-day.png");

  await chart.getByRole("button", { name: "more" }).click();
  await page.getByRole("button", { name: "Show table" }).click();
  await chart.getByRole("button", { name: "Net revenue", exact: true }).click();
  const cells = await chart.locator("tbody tr td:nth-child(2)").allInnerTexts();
  const amounts = cells.map(amount);
  expect(amounts).toEqual([...amounts].sort((a, b) => b - a));

  await chart.getByRole("button", { name: "more" }).click();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Download CSV" }).click(),
  ]);
  expect(download.suggestedFilename()).toBe("net-revenue-by-day.csv");
  let csv = "";
  for await (const chunk of await download.createReadStream()) csv += chunk;
  const rows = csv.split("\r\n");
  expect(rows[0]).toMatch(/^\ufeffDay,Net revenue \(USD\),Period before \(USD\),Gross \(USD\)/);
  expect(rows).toHaveLength(32);
});

test("Whop's theme, where its frame tells it, goes before the system's", async () => {
  await context.addCookies([{ name: "whop-frosted-theme", value: "appearance:dark", url: tidemark.url }]);
  await open();
  expect(await page.evaluate(() => document.documentElement.className)).toContain("dark");
});
