import {
  BarController,
  BarElement,
  CategoryScale,
  Chart,
  type ChartData,
  type ChartDataset,
  type ChartOptions,
  LinearScale,
  LineController,
  LineElement,
  PointElement,
  Tooltip,
} from "chart.js";
import { useMemo } from "react";
import { Chart as Canvas } from "react-chartjs-2";
import { type ChartColors, type Tone, useChartColors } from "../hooks/use-chart-colors";
import { formatDay, formatMonthTick } from "../lib/days";
import type { Decimal } from "../lib/decimal";
import { formatFigure } from "../lib/figure";
import type { Interval } from "../lib/question";
import { bucketInWords } from "../lib/question-words";
import type { Unit } from "../models/figures";
import type { Bucket } from "../models/series";
import { figureScale, sharedOptions, timeScale, tooltipLook } from "./chart-options";

Chart.register(
  BarController,
  BarElement,
  CategoryScale,
  LinearScale,
  LineController,
  LineElement,
  PointElement,
  Tooltip,
);

/** One kind of mark, with its value in every bucket. */
export interface Layer {
  name: string;
  values: readonly (Decimal | null)[];
  /** bars of one chart are stacked; `before` is a thin dashed line of what the range is compared with */
  as: "bar" | "line" | "before";
  tone: Tone;
  /** of values below zero, where they mean something else */
  negativeTone?: Tone;
}

export interface SeriesCanvasProps {
  /** what it is and what there is to see: its accessible name */
  label: string;
  buckets: readonly Bucket[];
  interval: Interval;
  today: string;
  unit: Unit;
  currency: string;
  layers: readonly Layer[];
  /** what else the note beside a bucket says */
  notes?: ((index: number) => string[]) | undefined;
}

/** Bars and lines over time. Loaded apart from the page, by default export because `lazy` asks for one. */
function SeriesCanvas(props: SeriesCanvasProps) {
  const { label, buckets, interval, today, unit, currency, layers, notes } = props;
  const colors = useChartColors();
  const options = useMemo(
    () => optionsOf({ buckets, interval, today, unit, currency, layers, notes }, colors),
    [buckets, interval, today, unit, currency, layers, notes, colors],
  );
  const data = useMemo(() => dataOf(buckets, layers, colors), [buckets, layers, colors]);
  return <Canvas type="bar" data={data} options={options} updateMode="none" aria-label={label} />;
}

// biome-ignore lint/style/noDefaultExport: React.lazy takes a module's default export
export default SeriesCanvas;

type Data = ChartData<"bar" | "line", (number | null)[], string>;
type Dataset = ChartDataset<"bar" | "line", (number | null)[]>;

function dataOf(buckets: readonly Bucket[], layers: readonly Layer[], colors: ChartColors): Data {
  return {
    labels: buckets.map(({ from }) => from),
    datasets: layers.map((layer) => datasetOf(layer, buckets, colors)),
  };
}

function datasetOf(layer: Layer, buckets: readonly Bucket[], colors: ChartColors): Dataset {
  const { name, as, tone, negativeTone } = layer;
  // Pixels need numbers; every amount that is read comes from the text.
  const data = buckets.map((_, index) => numberOf(layer.values[index] ?? null));
  if (as !== "bar") {
    const line = {
      name,
      data,
      isBefore: as === "before",
      width: tone === "main" ? 2 : 1.5,
      color: colors.tones[tone],
    };
    return lineOf(line, buckets, colors);
  }
  const toneAt = (index: number) => (negativeTone && (data[index] ?? 0) < 0 ? negativeTone : tone);
  const fill = buckets.map(
    ({ isUnfinished }, index) => colors[isUnfinished ? "unfinished" : "tones"][toneAt(index)],
  );
  const border = buckets.map((_, index) => colors.tones[toneAt(index)]);
  return {
    type: "bar",
    label: name,
    data,
    backgroundColor: fill,
    hoverBackgroundColor: fill,
    borderColor: border,
    hoverBorderColor: border,
    borderWidth: buckets.map(({ isUnfinished }) => (isUnfinished ? 1 : 0)),
    borderRadius: 3,
    borderSkipped: "start",
    maxBarThickness: 28,
    categoryPercentage: 1,
    barPercentage: 0.68,
    order: 2,
  };
}

function lineOf(
  line: { name: string; data: (number | null)[]; isBefore: boolean; width: number; color: string },
  buckets: readonly Bucket[],
  colors: ChartColors,
): Dataset {
  const last = buckets.length - 1;
  const isAlone = line.data.filter((value) => value !== null).length === 1;
  const shared = {
    type: "line",
    label: line.name,
    data: line.data,
    borderColor: line.color,
    hoverBorderColor: line.color,
    borderJoinStyle: "round",
    pointBackgroundColor: line.color,
    pointBorderColor: colors.panel,
    pointBorderWidth: 1,
    pointHoverRadius: 4,
    clip: false,
    // Lines of their own, not on top of each other.
    stack: `line ${line.name}`,
  } as const;
  if (line.isBefore)
    return { ...shared, borderWidth: 1.5, borderDash: [4, 4], pointRadius: isAlone ? 3 : 0, order: 1 };
  return {
    ...shared,
    borderWidth: line.width,
    pointRadius: buckets.map((_, index) => (index === last || isAlone ? 3 : 0)),
    segment: {
      borderDash: ({ p1DataIndex }) => (buckets[p1DataIndex]?.isUnfinished ? [3, 3] : undefined),
    },
    order: 0,
  };
}

function numberOf(value: Decimal | null): number | null {
  return value === null ? null : Number(value);
}

function optionsOf(
  { buckets, interval, today, unit, currency, layers, notes }: Omit<SeriesCanvasProps, "label">,
  colors: ChartColors,
): ChartOptions<"bar" | "line"> {
  return {
    ...sharedOptions(colors),
    scales: {
      x: timeScale(colors, (index, width) => tickOf({ buckets, interval, today }, index, width)),
      y: { ...figureScale(colors, unit, currency), stacked: true },
    },
    plugins: {
      tooltip: {
        ...tooltipLook(colors),
        filter: ({ datasetIndex }) => datasetIndex === 0,
        callbacks: {
          title: (items) => titleOf(buckets[items[0]?.dataIndex ?? -1], interval),
          label: ({ dataIndex }) => [
            ...layers
              .filter(({ values }) => values[dataIndex] !== undefined)
              .map(
                ({ name, values }) => `${name} ${formatFigure(unit, values[dataIndex] ?? null, currency)}`,
              ),
            ...(notes?.(dataIndex) ?? []),
          ],
        },
      },
    },
  };
}

function titleOf(bucket: Bucket | undefined, interval: Interval): string {
  if (!bucket) return "";
  const words = bucketInWords(bucket, interval);
  return bucket.isUnfinished ? `${words}, so far` : words;
}

const TICK_PX: Record<Interval, number> = { day: 76, week: 76, month: 42 };

/** Buckets named backwards from the last, as many as there is room for; days in whole weeks where there is little. */
function tickOf(
  { buckets, interval, today }: Pick<SeriesCanvasProps, "buckets" | "interval" | "today">,
  index: number,
  width: number,
): string {
  const bucket = buckets[index];
  if (!bucket) return "";
  const room = Math.ceil(TICK_PX[interval] / (width / buckets.length));
  const step = interval === "day" && room > 3 ? Math.ceil(room / 7) * 7 : room;
  if ((buckets.length - 1 - index) % step !== 0) return "";
  // The first label would be cut off where the bucket is narrow.
  if (index > 0 && index * (width / buckets.length) < TICK_PX[interval] / 3) return "";
  if (interval === "month") return formatMonthTick(bucket.from);
  return interval === "day" && bucket.from === today ? "Today" : formatDay(bucket.from);
}
