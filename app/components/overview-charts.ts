import { compare, type Decimal, signOf, sum } from "../lib/decimal";
import { changeOf, formatFigure } from "../lib/figure";
import type { Interval } from "../lib/question";
import { bucketInWords, COMPARE_WORDS, INTERVAL_WORDS, withinRange } from "../lib/question-words";
import type { Unit } from "../models/figures";
import type { PageData } from "../models/pages";
import type { Bucket, MrrBucket, RevenueBucket, StudentsBucket } from "../models/series";
import type { Column } from "./data-table";
import type { Layer } from "./series-canvas";

export type Overview = PageData<"overview">;
export type FigureName = keyof Overview["figures"];

interface Series {
  revenue: readonly RevenueBucket[];
  mrr: readonly MrrBucket[];
  students: readonly StudentsBucket[];
}

/** How a figure of the overview is called and drawn. */
export interface FigureInfo {
  label: string;
  unit: Unit;
  /** an amount of the range, where it stands at its end, or a share */
  kind: "flow" | "standing" | "rate";
  isBetterLower?: boolean;
  /** the series that it is of */
  of: keyof Series;
  /** its value in every bucket */
  values: (series: Series) => (Decimal | null)[];
}

/** The figures of the overview in the order of its cards. */
export const FIGURE_INFO: Record<FigureName, FigureInfo> = {
  mrr: {
    label: "MRR",
    unit: "money",
    kind: "standing",
    of: "mrr",
    values: ({ mrr }) => mrr.map((bucket) => bucket.mrr),
  },
  net_revenue: {
    label: "Net revenue",
    unit: "money",
    kind: "flow",
    of: "revenue",
    values: ({ revenue }) => revenue.map((bucket) => bucket.net),
  },
  paying_customers: {
    label: "Paying customers",
    unit: "count",
    kind: "standing",
    of: "mrr",
    values: ({ mrr }) => mrr.map((bucket) => String(bucket.customers)),
  },
  students: {
    label: "Students",
    unit: "count",
    kind: "standing",
    of: "students",
    values: ({ students }) => students.map((bucket) => String(bucket.students)),
  },
  customer_churn_rate: {
    label: "Churn",
    unit: "ratio",
    kind: "rate",
    isBetterLower: true,
    of: "mrr",
    values: ({ mrr }) => mrr.map(churnRate),
  },
  net_new_mrr: {
    label: "Net new MRR",
    unit: "money",
    kind: "flow",
    of: "mrr",
    values: ({ mrr }) => mrr.map((bucket) => bucket.netNew),
  },
};

export const FIGURE_NAMES = Object.keys(FIGURE_INFO) as FigureName[];
export const USUAL_CHART: FigureName = "net_revenue";

/** Customers who churned ÷ paying customers at the beginning of the bucket. */
function churnRate({ customers, customersGained, customersChurned }: MrrBucket): Decimal | null {
  const atStart = customers - customersGained + customersChurned;
  return atStart === 0 ? null : (customersChurned / atStart).toFixed(8);
}

/** What is drawn of a figure: the range, and what it is compared with. */
export function layersOf(name: FigureName, data: Overview): Layer[] {
  const { kind, label, values } = FIGURE_INFO[name];
  const layers: Layer[] = [
    kind === "flow"
      ? { name: label, values: values(data), as: "bar", tone: "main", negativeTone: "loss" }
      : { name: label, values: values(data), as: "line", tone: "main" },
  ];
  if (data.before) {
    layers.push({
      name: COMPARE_WORDS[data.resolved.compare],
      values: values(data.before),
      as: "before",
      tone: "before",
    });
  }
  return layers;
}

/** Columns and cells of a figure's table, newest first. */
export function tableOf(name: FigureName, data: Overview) {
  const { interval, currency } = data.resolved;
  const { label, unit, of, values } = FIGURE_INFO[name];
  const buckets: readonly Bucket[] = data[of];
  const figures = values(data);
  const before = data.before && values(data.before);
  const columns: Column[] = [
    { title: INTERVAL_WORDS[interval], unit: "text" },
    { title: label, unit },
    ...(before ? [{ title: COMPARE_WORDS[data.resolved.compare], unit }] : []),
    ...(name === "net_revenue" ? REVENUE_PARTS.map(({ title, unit }) => ({ title, unit })) : []),
  ];
  const rows = buckets.map((bucket, index) => ({
    key: bucket.from,
    cells: [
      bucket.from,
      figures[index] ?? null,
      ...(before ? [before[index] ?? null] : []),
      ...(name === "net_revenue" ? REVENUE_PARTS.map(({ cell }) => cell(data.revenue[index])) : []),
    ],
    shown: `${bucketInWords(bucket, interval)}${bucket.isUnfinished ? " (so far)" : ""}`,
  }));
  return { caption: `${label} by ${interval}`, currency, columns, rows: rows.reverse() };
}

const REVENUE_PARTS: {
  title: string;
  unit: Unit;
  cell: (bucket: RevenueBucket | undefined) => Decimal | null;
}[] = [
  { title: "Gross", unit: "money", cell: (bucket) => bucket?.gross ?? null },
  { title: "Refunds", unit: "money", cell: (bucket) => bucket?.refunds ?? null },
  { title: "Disputes", unit: "money", cell: (bucket) => bucket?.disputes ?? null },
  { title: "Fees", unit: "money", cell: (bucket) => bucket?.fees ?? null },
  { title: "Tax", unit: "money", cell: (bucket) => bucket?.tax ?? null },
  { title: "Payments", unit: "count", cell: (bucket) => (bucket ? String(bucket.payments) : null) },
];

/** What else the note beside a bucket of revenue says: the parts of which there is anything. */
export function revenueNotes(data: Overview): (index: number) => string[] {
  const { currency } = data.resolved;
  return (index) => {
    const bucket = data.revenue[index];
    return REVENUE_PARTS.flatMap(({ title, unit, cell }) => {
      const value = cell(bucket);
      if (value === null || (title !== "Gross" && signOf(value) === 0)) return [];
      return [`${title} ${formatFigure(unit, value, currency)}`];
    });
  };
}

/** What there is to see of a figure, in one sentence. */
export function takeawayOf(name: FigureName, data: Overview): string {
  const { kind, of, values } = FIGURE_INFO[name];
  const buckets: readonly Bucket[] = data[of];
  const points = values(data).flatMap((value, index) => {
    const bucket = buckets[index];
    return value === null || !bucket ? [] : [{ bucket, value }];
  });
  const [first, last] = [points[0], points.at(-1)];
  if (!first || !last) return "";
  const top = points
    .filter(({ bucket }) => !bucket.isUnfinished)
    .reduce<Point | null>((top, point) => (top && compare(point.value, top.value) <= 0 ? top : point), null);
  return SENTENCES[kind]({ name, data, points, first, last, top });
}

interface Point {
  bucket: Bucket;
  value: Decimal;
}

interface Seen {
  name: FigureName;
  data: Overview;
  points: readonly Point[];
  first: Point;
  last: Point;
  /** the highest of those that are over */
  top: Point | null;
}

const SENTENCES: Record<FigureInfo["kind"], (seen: Seen) => string> = {
  flow({ name, data, points, last, top }) {
    const { resolved } = data;
    const total = say(name, data, sum(points.map(({ value }) => value)));
    const most = top && signOf(top.value) > 0 && points.length > 1 ? `, most ${where(top, name, data)}` : "";
    const period = resolved.interval === "day" ? "today" : `this ${resolved.interval}`;
    const soFar =
      last.bucket.isUnfinished && points.length > 1
        ? `; ${period}, paler, is not over: ${say(name, data, last.value)} so far`
        : "";
    return `${total} ${withinRange(resolved)}${most}${soFar}.`;
  },
  standing({ name, data, first, last, top }) {
    const { currency, interval } = data.resolved;
    const { unit } = FIGURE_INFO[name];
    const { direction, by } = changeOf(unit, last.value, first.value, currency);
    const moved = direction === "level" ? "the same as" : `${by} since`;
    const highest =
      top && compare(top.value, last.value) > 0
        ? `; highest ${where(top, name, data)}`
        : "; now at its highest";
    const now = `${say(name, data, last.value)}${unit === "money" ? " a month" : ""}`;
    return `${now}, ${moved} ${bucketInWords(first.bucket, interval)}${highest}.`;
  },
  rate({ name, data, top }) {
    const highest = top && signOf(top.value) > 0 ? `; highest ${where(top, name, data)}` : "";
    return `${say(name, data, data.figures[name].value)} of those who paid at the beginning${highest}.`;
  },
};

function say(name: FigureName, { resolved }: Overview, value: Decimal | null): string {
  return formatFigure(FIGURE_INFO[name].unit, value, resolved.currency);
}

const IN_BUCKET: Record<Interval, string> = { day: "on", week: "in the week of", month: "in" };

/** "on Sat, Mar 14 ($120.00)" */
function where({ bucket, value }: Point, name: FigureName, data: Overview): string {
  const { interval } = data.resolved;
  return `${IN_BUCKET[interval]} ${bucketInWords(bucket, interval)} (${say(name, data, value)})`;
}
