import { useMemo, useSyncExternalStore } from "react";

/** What a canvas needs to look like the page around it. */
export interface ChartColors {
  line: string;
  area: string;
  bar: string;
  barUnfinished: string;
  loss: string;
  lossUnfinished: string;
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

function readColors(_theme: string): ChartColors {
  const style = getComputedStyle(document.querySelector(".page") ?? document.body);
  const read = (name: string) => style.getPropertyValue(name).trim();
  return {
    line: read("--chart-line"),
    area: read("--chart-area"),
    bar: read("--chart-bar"),
    barUnfinished: read("--chart-bar-unfinished"),
    loss: read("--chart-loss"),
    lossUnfinished: read("--chart-loss-unfinished"),
    grid: read("--chart-grid"),
    zero: read("--chart-zero"),
    label: read("--chart-label"),
    panel: read("--chart-panel"),
    tooltip: read("--chart-tooltip"),
    tooltipText: read("--chart-tooltip-text"),
    font: style.fontFamily,
  };
}
