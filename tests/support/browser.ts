import { type Browser, chromium } from "playwright";
import { findChromium } from "./chromium";

/** A real Chromium without a window, which asks nothing of any network but the page's. */
export async function launchChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: await findChromium(),
    args: [
      // As root, as in most containers, Chromium refuses its own sandbox.
      ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
      "--disable-gpu",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--no-first-run",
    ],
  });
}
