import { Card, Text } from "frosted-ui";
import {
  type Change,
  changeOfMoney,
  differenceOfCount,
  differenceOfMoney,
  formatCount,
  formatList,
} from "../lib/format";
import { formatMoney, formatMoneyShort } from "../lib/money";
import type { Compared, Figures as FiguresData } from "../models/dashboard";
import { FigureCard, type FigureCardProps } from "./figure-card";

/** The five figures at the top of the page, in one card. */
export function Figures({ figures }: { figures: FiguresData }) {
  return (
    <section aria-label="Key figures" className="figures">
      <Card size="1" className="figures-card">
        <dl className="figures-grid">
          {toCards(figures).map((card) => (
            <FigureCard key={card.testId} {...card} />
          ))}
        </dl>
      </Card>
      {figures.otherCurrencies.length > 0 && (
        <Text render={<p />} size="1" color="gray" className="figures-note">
          {otherCurrencies(figures)}
        </Text>
      )}
    </section>
  );
}

function toCards(figures: FiguresData): FigureCardProps[] {
  return [
    {
      testId: "card-mrr",
      label: "MRR",
      meaning:
        "What every paying subscription brings in a month, yearly and weekly ones converted. Trials and one-time sales do not count.",
      ...money(figures, figures.mrr, changeOfMoney, "30 days ago"),
    },
    {
      testId: "card-net-today",
      label: "Net revenue today",
      meaning: `Charges of today less tax, fees, refunds and disputes of today, since midnight in ${figures.timeZone}.`,
      ...money(figures, figures.netToday, differenceOfMoney, "yesterday by this time"),
    },
    {
      testId: "card-net-30-days",
      label: "Net revenue, 30 days",
      meaning:
        "Charges less tax, fees, refunds and disputes of today and the 29 days before. Each falls on its own day: a refund lowers the day it was made.",
      ...money(figures, figures.net30Days, changeOfMoney, "the 30 days before"),
    },
    {
      testId: "card-customers",
      label: "Paying customers",
      meaning: "Customers whose MRR is above 0 now.",
      ...count(figures, figures.customers),
    },
    {
      testId: "card-students",
      label: "Students",
      meaning: "Customers with at least one membership that gives access now, paying or not.",
      ...count(figures, figures.students),
    },
  ];
}

type Value = Pick<FigureCardProps, "figure" | "exact" | "change" | "earlier" | "before">;

function money(
  { currency, deliveries }: FiguresData,
  { now, before }: Compared,
  compare: (now: string, before: string, currency: string) => Change,
  earlier: string,
): Value {
  if (deliveries === 0) return NOTHING_YET;
  const value = {
    figure: formatMoneyShort(now, currency),
    exact: formatMoney(now, currency),
  };
  if (before === null) return { ...value, ...nothingBefore(earlier) };
  return {
    ...value,
    change: compare(now, before, currency),
    earlier,
    before: `${capitalized(earlier)}: ${formatMoney(before, currency)}`,
  };
}

function count({ deliveries }: FiguresData, { now, before }: Compared): Value {
  if (deliveries === 0) return NOTHING_YET;
  const value = { figure: formatCount(now), exact: formatCount(now) };
  if (before === null) return { ...value, ...nothingBefore("30 days ago") };
  return {
    ...value,
    change: differenceOfCount(now, before),
    earlier: "30 days ago",
    before: `30 days ago: ${formatCount(before)}`,
  };
}

const NOTHING_YET: Value = {
  figure: null,
  exact: "None yet: Whop has delivered nothing for this company",
  change: null,
  earlier: "Begins with the first delivery",
  before: null,
};

function nothingBefore(earlier: string) {
  return {
    change: null,
    earlier: "Too new to compare",
    before: `${capitalized(earlier)}: nothing was known yet`,
  };
}

function capitalized(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function otherCurrencies({ currency, otherCurrencies }: FiguresData): string {
  const others = formatList(otherCurrencies.map((code) => code.toUpperCase()));
  return `All amounts are in ${currency.toUpperCase()}. There is also revenue in ${others}, which is not in these figures.`;
}
