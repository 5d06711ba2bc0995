import {
  BarElement,
  CategoryScale,
  Chart,
  type ChartData,
  type ChartOptions,
  LinearScale,
  Tooltip,
  type TooltipItem,
} from "chart.js";
import { useMemo } from "react";
import { Bar } from "react-chartjs-2";
import { type ChartColors, useChartColors } from "../hooks/use-chart-colors";
import { formatDay, formatWeekday } from "../lib/days";
import { signOf } from "../lib/decimal";
import { formatCount } from "../lib/format";
import { formatMoney } from "../lib/money";
import type { RevenueSeries } from "../models/dashboard";
import { dayScale, moneyScale, sharedOptions, tooltipLook } from "./chart-options";

Chart.register(BarElement, CategoryScale, LinearScale, Tooltip);

interface Props {
  revenue: RevenueSeries;
  today: string;
  label: string;
}

/** The bars of net revenue. Loaded apart from the page, by default export because `lazy` asks for one. */
function RevenueCanvas({ revenue, today, label }: Props) {
  const colors = useChartColors();
  const options = useMemo(() => optionsOf(revenue, today, colors), [revenue, today, colors]);
  const data = useMemo(() => dataOf(revenue, today, colors), [revenue, today, colors]);
  return <Bar data={data} options={options} updateMode="none" aria-label={label} />;
}

// biome-ignore lint/style/noDefaultExport: React.lazy takes a module's default export
export default RevenueCanvas;

function dataOf(
  { days }: RevenueSeries,
  today: string,
  colors: ChartColors,
): ChartData<"bar", number[], string> {
  return {
    labels: days.map(({ day }) => day),
    datasets: [
      {
        label: "Net",
        // Pixels need numbers; every amount that is read comes from the text.
        data: days.map(({ net }) => Number(net)),
        backgroundColor: days.map(({ day, net }) => colorOf(net, day === today, colors)),
        borderColor: days.map(({ net }) => colorOf(net, false, colors)),
        borderWidth: days.map(({ day }) => (day === today ? 1 : 0)),
        borderRadius: 3,
        borderSkipped: "start",
        maxBarThickness: 28,
        categoryPercentage: 1,
        barPercentage: 0.68,
      },
    ],
  };
}

function colorOf(net: string, isUnfinished: boolean, colors: ChartColors): string {
  if (signOf(net) < 0) return isUnfinished ? colors.lossUnfinished : colors.loss;
  return isUnfinished ? colors.barUnfinished : colors.bar;
}

function optionsOf(
  { currency, days }: RevenueSeries,
  today: string,
  colors: ChartColors,
): ChartOptions<"bar"> {
  return {
    ...sharedOptions(colors),
    scales: {
      x: dayScale(colors, (index, width) => dayLabel(days, index, today, width)),
      y: moneyScale(colors, currency),
    },
    plugins: {
      tooltip: {
        ...tooltipLook(colors),
        callbacks: {
          title: (items) => titleOf(days[items[0]?.dataIndex ?? -1], today),
          label: (item: TooltipItem<"bar">) => linesOf(days[item.dataIndex], currency),
        },
      },
    },
  };
}

const DAY_LABEL_PX = 76;

/** Days named backwards from today, as many as there is room for, in whole weeks where there is little. */
function dayLabel(days: RevenueSeries["days"], index: number, today: string, width: number): string {
  const day = days[index]?.day;
  if (!day) return "";
  if (day === today) return "Today";
  const room = Math.ceil(DAY_LABEL_PX / (width / days.length));
  const step = room > 3 ? Math.ceil(room / 7) * 7 : room;
  return (days.length - 1 - index) % step === 0 ? formatDay(day) : "";
}

type Day = RevenueSeries["days"][number];

function titleOf(day: Day | undefined, today: string): string {
  if (!day) return "";
  return day.day === today ? `${formatWeekday(day.day)}, so far` : formatWeekday(day.day);
}

/** Net and gross always, the deductions where there are any. */
function linesOf(day: Day | undefined, currency: string): string[] {
  if (!day) return [];
  const money = (amount: string) => formatMoney(amount, currency);
  const deductions = [
    ["Refunds", day.refunds],
    ["Disputes", day.disputes],
    ["Fees", day.fees],
    ["Tax", day.tax],
  ] as const;
  return [
    `Net ${money(day.net)}`,
    `Gross ${money(day.gross)}`,
    ...deductions
      .filter(([, amount]) => signOf(amount) !== 0)
      .map(([name, amount]) => `${name} ${money(amount)}`),
    `${formatCount(String(day.payments))} ${day.payments === 1 ? "payment" : "payments"}`,
  ];
}
