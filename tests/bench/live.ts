/**
 * From a delivery's arrival to the changed figure on the page: `npx tsx tests/bench/live.ts [--deliveries 200] [--load 0]`
 * A real Chromium watches biz_demo with a year of history; each measured payment
 * makes net revenue change, and its time is from just before the POST is sent until the frame that shows the new figure.
 * `--load N` sends N other deliveries a second to the same company meanwhile. Prints p50, p95 and the longest, in ms.
 */

import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import type { Page } from "playwright";
import { launchChromium } from "../support/browser";
import { lessonCompleted, sale } from "../support/deliveries";
import { startTidemark, type Tidemark } from "../support/tidemark";
import { storeYear } from "../support/year-of-history";

/** The feed and the charts have time to settle; random, so that no pace of the hub's is favoured. */
const PAUSE_MS = { least: 200, most: 800 };
const SEEN_WITHIN_MS = 5_000;

/** Resolves with the time (Unix ms) after the frame that shows another figure. Text, because tsx names functions by a helper that the page lacks. */
const UNTIL_CHANGED = `
  new Promise((resolve, reject) => {
    const figure = document.querySelector('[data-testid="card-net_revenue"] [data-figure]');
    const before = figure.textContent;
    const late = setTimeout(() => reject(new Error("The figure did not change in time.")), ${SEEN_WITHIN_MS});
    requestAnimationFrame(function look() {
      if (figure.textContent === before) return requestAnimationFrame(look);
      clearTimeout(late);
      // This callback runs before its frame is drawn; the next one runs after it was.
      requestAnimationFrame(() => resolve(performance.timeOrigin + performance.now()));
    });
  })
`;

const { values } = parseArgs({
  options: { deliveries: { type: "string", default: "200" }, load: { type: "string", default: "0" } },
});

const [tidemark, browser] = await Promise.all([startTidemark(), launchChromium()]);
try {
  console.log(`${await storeYear(tidemark.sql)} deliveries of history stored.`);
  const page = await browser.newPage({ viewport: { width: 1440, height: 1000 } });
  await page.goto(`${tidemark.url}/dashboard/biz_demo`);
  await page.locator('[data-testid="truth-line"][data-state="live"]').waitFor();
  const load = startLoad(tidemark, Number(values.load));
  const times: number[] = [];
  for (let nth = 0; nth < Number(values.deliveries); nth++) {
    times.push(await measure(tidemark, page));
    if (nth % 20 === 19) console.log(`${nth + 1} measured`);
    await sleep(PAUSE_MS.least + Math.random() * (PAUSE_MS.most - PAUSE_MS.least));
  }
  const sent = await load.stop();
  report(times, sent);
} finally {
  await browser.close();
  await tidemark.stop();
}

/** Posts one payment, and answers after how many ms the page showed another net revenue today. */
async function measure({ post }: Tidemark, page: Page): Promise<number> {
  const seen = page.evaluate<number>(UNTIL_CHANGED);
  await sleep(20); // the page is looking
  const sentAt = performance.timeOrigin + performance.now();
  const status = await post(sale("biz_demo", 7));
  if (status !== 200) throw new Error(`A payment was answered ${status}.`);
  return (await seen) - sentAt;
}

/** Sends `perSecond` lessons a second, evenly, until stopped; answers how many were stored a second. */
function startLoad({ post }: Tidemark, perSecond: number): { stop(): Promise<number> } {
  if (perSecond === 0) return { stop: async () => 0 };
  const began = performance.now();
  let sent = 0;
  let stored = 0;
  const timer = setInterval(() => {
    const due = ((performance.now() - began) / 1000) * perSecond;
    for (; sent < due; sent++) {
      void post(lessonCompleted("biz_demo")).then((status) => {
        if (status === 200) stored += 1;
      });
    }
  }, 10);
  return {
    async stop() {
      clearInterval(timer);
      await sleep(500);
      return stored / ((performance.now() - began) / 1000);
    },
  };
}

function report(times: number[], load: number): void {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number) => Math.round(sorted[Math.ceil(share * sorted.length) - 1] ?? Number.NaN);
  console.log(
    `${times.length} deliveries, ${Math.round(load)} others a second: p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, longest ${at(1)} ms`,
  );
}
