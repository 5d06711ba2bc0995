import { Link } from "@remix-run/react";
import { Text } from "frosted-ui";
import { useTint } from "../hooks/use-tint";
import type { Decimal } from "../lib/decimal";
import { changeOf, formatFigure, formatFigureShort } from "../lib/figure";
import type { Change } from "../lib/format";
import type { Compared } from "../models/figures";
import { Definition } from "./definition";
import { Sparkline } from "./sparkline";

export interface FigureCardProps {
  testId: string;
  /** its name in api.definitions */
  figure: string;
  label: string;
  compared: Compared;
  currency: string;
  /** what it is compared with, to follow "on": "the 30 days before"; null: nothing */
  earlier: string | null;
  /** why there is nothing to compare with, or nothing at all */
  otherwise: string;
  /** in every bucket of the range */
  trend?: readonly (Decimal | null)[] | undefined;
  /** lower is better, as of a churn rate */
  isBetterLower?: boolean;
  /** where it is shown as a chart */
  href?: string;
  isSelected?: boolean;
}

/** One figure: what it is, how much, how it moved in words, and its shape over the range. */
export function FigureCard(props: FigureCardProps) {
  const { testId, figure, label, compared, currency, earlier, otherwise, trend, href, isSelected } = props;
  const { unit, value, before } = compared;
  const exact = formatFigure(unit, value, currency);
  const short = formatFigureShort(unit, value, currency);
  const card = useTint<HTMLDivElement>(exact);
  const isCompared = value !== null && before !== null && earlier !== null;
  return (
    <div ref={card} className="figure" data-testid={testId} data-selected={isSelected || undefined}>
      <dt className="figure-label">
        <Definition figure={figure} note={short === exact ? undefined : `Exactly ${exact}.`}>
          {label}
        </Definition>
      </dt>
      <dd className="figure-value" data-figure title={value === null ? otherwise : exact}>
        {href ? (
          <Link
            to={href}
            preventScrollReset
            className="figure-select"
            aria-current={isSelected ? "true" : undefined}
            aria-label={`${short}: show ${label} as the chart`}
          >
            {short}
          </Link>
        ) : (
          short
        )}
      </dd>
      <Text
        render={<dd />}
        size="1"
        className="figure-change"
        title={isCompared ? `${formatFigure(unit, before, currency)} ${earlier}` : undefined}
      >
        {isCompared ? (
          <ChangeInWords
            change={changeOf(unit, value, before, currency)}
            earlier={earlier}
            isBetterLower={props.isBetterLower ?? false}
          />
        ) : (
          otherwise
        )}
      </Text>
      {trend && (
        <dd className="figure-trend">
          <Sparkline values={trend} />
        </dd>
      )}
    </div>
  );
}

const ARROWS = { up: "▲", down: "▼" } as const;

interface ChangeProps {
  change: Change;
  earlier: string;
  isBetterLower: boolean;
}

function ChangeInWords({ change: { direction, by }, earlier, isBetterLower }: ChangeProps) {
  if (direction === "level") return `The same as ${earlier}`;
  return (
    <>
      <span className="figure-by" data-tone={(direction === "up") === isBetterLower ? "loss" : "gain"}>
        <span aria-hidden="true">{ARROWS[direction]}</span>
        {by}
      </span>
      <span className="figure-against">on {earlier}</span>
    </>
  );
}
