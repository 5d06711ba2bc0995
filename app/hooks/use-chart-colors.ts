import { useMemo, useSyncExternalStore } from "react";

/** What a mark on a chart may mean; each has its colour in tokens.css. */
export const TONES = [
  "main",
  "loss",
  "new",
  "expansion",
  "reactivation",
  "contraction",
  "churn",
  "net",
  "before",
] as const;
export type Tone = (typeof TONES)[number];

/** What a canvas needs to look like the page around it. */
export interface ChartColors {
  tones: Record<Tone, string>;
  /** the same, for what is not over */
  unfinished: Record<Tone, string>;
  grid: string;
  zero: string;
  label: string;
  panel: string;
  tooltip: string;
  tooltipText: string;
  font: string;
}

/** The page's own colours, read again when the theme changes. Only in a browser. */
export function useChartColors(): ChartColors {
  const theme = useSyncExternalStore(subscribe, readTheme, () => "");
  return useMemo(() => readColors(theme), [theme]);
}

function subscribe(listener: () => void): () => void {
  const observer = new MutationObserver(listener);
  observer.observe(document.documentElement, {
    attributes: true,
    attributeFilter: ["class"],
  });
  return () => observer.disconnect();
}

function readTheme(): string {
  return document.documentElement.className;
}

/** How much of its colour is left to what is not over. */
const UNFINISHED_PERCENT = 45;

function readColors(_theme: string): ChartColors {
  const style = getComputedStyle(document.querySelector(".page") ?? document.body);
  const read = (name: string) => style.getPropertyValue(`--chart-${name}`).trim();
  const panel = read("panel");
  const of = (color: (tone: Tone) => string) =>
    Object.fromEntries(TONES.map((tone) => [tone, color(tone)])) as Record<Tone, string>;
  return {
    tones: of(read),
    unfinished: of((tone) => `color-mix(in srgb, ${read(tone)} ${UNFINISHED_PERCENT}%, ${panel})`),
    grid: read("grid"),
    zero: read("zero"),
    label: read("label"),
    panel,
    tooltip: read("tooltip"),
    tooltipText: read("tooltip-text"),
    font: style.fontFamily,
  };
}
