import {
  CategoryScale,
  Chart,
  type ChartData,
  type ChartOptions,
  Filler,
  LinearScale,
  LineElement,
  PointElement,
  Tooltip,
} from "chart.js";
import { useMemo } from "react";
import { Line } from "react-chartjs-2";
import { type ChartColors, useChartColors } from "../hooks/use-chart-colors";
import { formatDate, formatMonthStart } from "../lib/days";
import { formatCount } from "../lib/format";
import { formatMoney } from "../lib/money";
import type { MrrSeries } from "../models/dashboard";
import { dayScale, moneyScale, sharedOptions, tooltipLook } from "./chart-options";

Chart.register(CategoryScale, Filler, LineElement, LinearScale, PointElement, Tooltip);

interface Props {
  mrr: MrrSeries;
  label: string;
}

/** The line of MRR. Loaded apart from the page, by default export because `lazy` asks for one. */
function MrrCanvas({ mrr, label }: Props) {
  const colors = useChartColors();
  const options = useMemo(() => optionsOf(mrr, colors), [mrr, colors]);
  const data = useMemo(() => dataOf(mrr, colors), [mrr, colors]);
  return <Line data={data} options={options} updateMode="none" aria-label={label} />;
}

// biome-ignore lint/style/noDefaultExport: React.lazy takes a module's default export
export default MrrCanvas;

function dataOf({ days }: MrrSeries, colors: ChartColors): ChartData<"line", number[], string> {
  const last = days.length - 1;
  return {
    labels: days.map(({ day }) => day),
    datasets: [
      {
        label: "MRR",
        // Pixels need numbers; every amount that is read comes from the text.
        data: days.map(({ mrr }) => Number(mrr)),
        borderColor: colors.line,
        borderWidth: 2,
        borderJoinStyle: "round",
        backgroundColor: colors.area,
        fill: "origin",
        pointRadius: days.map((_, index) => (index === last ? 3 : 0)),
        pointHoverRadius: 4,
        pointBackgroundColor: colors.line,
        pointBorderColor: colors.panel,
        pointBorderWidth: 1,
        clip: false,
      },
    ],
  };
}

function optionsOf({ currency, days }: MrrSeries, colors: ChartColors): ChartOptions<"line"> {
  return {
    ...sharedOptions(colors),
    scales: {
      x: dayScale(colors, (index, width) => monthLabel(days, index, width)),
      y: moneyScale(colors, currency),
    },
    plugins: {
      tooltip: {
        ...tooltipLook(colors),
        callbacks: {
          title: (items) => formatDate(days[items[0]?.dataIndex ?? 0]?.day ?? ""),
          label: (item) => linesOf(days[item.dataIndex], currency),
        },
      },
    },
  };
}

const MONTH_LABEL_PX = 42;

/** Months named where they begin, every one or, where there is no room, every second or third. */
function monthLabel(days: MrrSeries["days"], index: number, width: number): string {
  const day = days[index]?.day;
  if (!day) return "";
  const pixelsPerMonth = (width / days.length) * 30.4;
  const step = [1, 2, 3, 6].find((months) => months * pixelsPerMonth >= MONTH_LABEL_PX) ?? 12;
  const month = Number(day.slice(5, 7)) - 1;
  const roomAtTheEdge = Math.min(index, days.length - 1 - index) * (width / days.length) > MONTH_LABEL_PX / 3;
  return month % step === 0 && roomAtTheEdge ? formatMonthStart(day) : "";
}

function linesOf(day: MrrSeries["days"][number] | undefined, currency: string): string[] {
  if (!day) return [];
  const who = day.customers === 1 ? "paying customer" : "paying customers";
  return [`MRR ${formatMoney(day.mrr, currency)}`, `${formatCount(String(day.customers))} ${who}`];
}
