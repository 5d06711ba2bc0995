import type { Decimal } from "../lib/decimal";

const WIDTH = 100;
const HEIGHT = 24;

/** The shape of a series, without axes: a picture only, its figures are in the chart and the table. */
export function Sparkline({ values }: { values: readonly (Decimal | null)[] }) {
  const numbers = values.map((value) => (value === null ? null : Number(value)));
  const known = numbers.filter((value) => value !== null);
  const [low, high] = [Math.min(...known), Math.max(...known)];
  const last = Math.max(1, numbers.length - 1);
  const points = numbers.flatMap((value, index) => {
    if (value === null) return [];
    const share = high === low ? 0.5 : (value - low) / (high - low);
    return [`${((index / last) * WIDTH).toFixed(1)},${(1 + (1 - share) * (HEIGHT - 2)).toFixed(1)}`];
  });
  return (
    <svg
      className="sparkline"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      {points.length > 1 && <polyline points={points.join(" ")} />}
    </svg>
  );
}
