import { lazy, memo, useMemo } from "react";
import type { Tone } from "../hooks/use-chart-colors";
import { type Decimal, signOf, subtract, sum } from "../lib/decimal";
import { formatMoney, formatMoneySigned } from "../lib/money";
import type { Resolved } from "../lib/question";
import { bucketInWords, INTERVAL_WORDS } from "../lib/question-words";
import type { MrrBucket } from "../models/series";
import { ChartPanel } from "./chart-panel";

const SeriesCanvas = lazy(() => import("./series-canvas"));

type Kind = "new" | "expansion" | "reactivation" | "contraction" | "churn";

const KINDS: readonly { kind: Kind; label: string; tone: Tone; isLoss: boolean }[] = [
  { kind: "new", label: "New", tone: "new", isLoss: false },
  { kind: "expansion", label: "Expansion", tone: "expansion", isLoss: false },
  { kind: "reactivation", label: "Reactivation", tone: "reactivation", isLoss: false },
  { kind: "contraction", label: "Contraction", tone: "contraction", isLoss: true },
  { kind: "churn", label: "Churn", tone: "churn", isLoss: true },
];

const FIGURES = [
  "new_mrr",
  "expansion_mrr",
  "reactivation_mrr",
  "contraction_mrr",
  "churned_mrr",
  "net_new_mrr",
] as const;

interface Props {
  mrr: readonly MrrBucket[];
  resolved: Resolved;
}

/** What moved MRR: gains stacked upwards, losses downwards, and what they come to as a line. */
export const Movements = memo(function Movements({ mrr, resolved }: Props) {
  const { currency, interval, today } = resolved;
  const layers = useMemo(
    () => [
      { name: "Net", values: mrr.map(({ netNew }) => netNew), as: "line" as const, tone: "net" as const },
      ...KINDS.map(({ kind, label, tone, isLoss }) => ({
        name: label,
        values: mrr.map((bucket) => (isLoss ? subtract("0", bucket[kind]) : bucket[kind])),
        as: "bar" as const,
        tone,
      })),
    ],
    [mrr],
  );
  const takeaway = inOneSentence(mrr, currency);
  return (
    <ChartPanel
      title="What moved MRR"
      testId="chart-movements"
      takeaway={takeaway}
      figures={FIGURES}
      empty={mrr.some((bucket) => KINDS.some(({ kind }) => signOf(bucket[kind]) !== 0)) ? null : EMPTY}
      legend={<Legend mrr={mrr} currency={currency} />}
      chart={
        <SeriesCanvas
          label={`What moved MRR. ${takeaway}`}
          buckets={mrr}
          interval={interval}
          today={today}
          unit="money"
          currency={currency}
          layers={layers}
        />
      }
      table={{
        caption: `What moved MRR, by ${interval}`,
        currency,
        columns: [
          { title: INTERVAL_WORDS[interval], unit: "text" },
          ...KINDS.map(({ label }) => ({ title: label, unit: "money" as const })),
          { title: "Net", unit: "money" },
        ],
        rows: mrr
          .map((bucket) => ({
            key: bucket.from,
            cells: [bucket.from, ...KINDS.map(({ kind }) => bucket[kind]), bucket.netNew],
            shown: `${bucketInWords(bucket, interval)}${bucket.isUnfinished ? " (so far)" : ""}`,
          }))
          .reverse(),
      }}
    />
  );
});

const EMPTY = "Nothing moved MRR in this range. New, changed and ended subscriptions are drawn here.";

/** What each colour means, and what it comes to. */
function Legend({ mrr, currency }: { mrr: readonly MrrBucket[]; currency: string }) {
  return (
    <ul className="legend">
      {KINDS.map(({ kind, label, tone, isLoss }) => {
        const total = totalOf(mrr, kind);
        return (
          <li key={kind}>
            <span className="legend-mark" data-tone={tone} aria-hidden="true" />
            {label}{" "}
            <span className="legend-total">
              {formatMoneySigned(isLoss ? subtract("0", total) : total, currency)}
            </span>
          </li>
        );
      })}
    </ul>
  );
}

function totalOf(mrr: readonly MrrBucket[], kind: Kind): Decimal {
  return sum(mrr.map((bucket) => bucket[kind]));
}

function inOneSentence(mrr: readonly MrrBucket[], currency: string): string {
  const gained = sum(KINDS.filter(({ isLoss }) => !isLoss).map(({ kind }) => totalOf(mrr, kind)));
  const lost = sum(KINDS.filter(({ isLoss }) => isLoss).map(({ kind }) => totalOf(mrr, kind)));
  const net = formatMoneySigned(subtract(gained, lost), currency);
  return `${net} a month: ${formatMoney(gained, currency)} gained, ${formatMoney(lost, currency)} lost.`;
}
