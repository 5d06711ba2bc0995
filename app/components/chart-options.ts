import type { ChartType, ScriptableScaleContext, ScriptableTooltipContext, TooltipOptions } from "chart.js";
import type { ChartColors } from "../hooks/use-chart-colors";
import { formatRatioTick } from "../lib/format";
import { formatMoneyTick } from "../lib/money";
import type { Unit } from "../models/figures";

/** What every chart of the page shares: still, as high as its panel, pointed at by day. */
export function sharedOptions(colors: ChartColors) {
  return {
    animation: false,
    responsive: true,
    maintainAspectRatio: false,
    interaction: { mode: "index", intersect: false },
    font: { family: colors.font, size: 11 },
    layout: { padding: { top: 6, right: 2, bottom: 0, left: 0 } },
  } as const;
}

/** The scale of time at the bottom; `label` names what is at an index where the scale is `width` px wide, or is empty. */
export function timeScale(colors: ChartColors, label: (index: number, width: number) => string) {
  return {
    stacked: true,
    border: { display: false },
    grid: { display: false },
    ticks: {
      color: colors.label,
      font: { family: colors.font, size: 11 },
      maxRotation: 0,
      autoSkip: false,
      callback(this: { width: number }, _tick: number | string, index: number) {
        return label(index, this.width);
      },
    },
  } as const;
}

/** The scale of a figure at the left: a few quiet lines, and zero a little stronger. */
export function figureScale(colors: ChartColors, unit: Unit, currency: string) {
  return {
    beginAtZero: true,
    border: { display: false },
    grid: {
      color: ({ tick }: ScriptableScaleContext) => (tick?.value === 0 ? colors.zero : colors.grid),
      drawTicks: false,
    },
    ticks: {
      color: colors.label,
      font: { family: colors.font, size: 11 },
      padding: 8,
      maxTicksLimit: 6,
      ...(unit === "count" && { precision: 0 }),
      callback: (tick: number | string) => formatTick(unit, Number(tick), currency),
    },
  } as const;
}

function formatTick(unit: Unit, tick: number, currency: string): string {
  switch (unit) {
    case "money":
      return formatMoneyTick(tick, currency);
    case "ratio":
      return formatRatioTick(tick);
    case "count":
      return String(tick);
  }
}

/** The note beside what is pointed at, on the side where there is room. */
export function tooltipLook(colors: ChartColors) {
  return {
    backgroundColor: colors.tooltip,
    titleColor: colors.tooltipText,
    bodyColor: colors.tooltipText,
    titleFont: { family: colors.font, size: 12, weight: 600 },
    bodyFont: { family: colors.font, size: 12 },
    padding: 10,
    cornerRadius: 8,
    displayColors: false,
    caretSize: 0,
    caretPadding: 20,
    yAlign: "center",
    xAlign: ({ chart, tooltip }: ScriptableTooltipContext<ChartType>) =>
      (tooltip.dataPoints?.[0]?.element.x ?? 0) < chart.width / 2 ? "left" : "right",
  } satisfies Partial<TooltipOptions>;
}
