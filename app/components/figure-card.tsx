import { Text } from "frosted-ui";
import { useTint } from "../hooks/use-tint";
import type { Change } from "../lib/format";
import { Definition } from "./definition";

export interface FigureCardProps {
  testId: string;
  label: string;
  /** what the figure means */
  meaning: string;
  /** as shown, such as "$12,480"; null: there is none yet */
  figure: string | null;
  /** in full, for the hover: "$12,480.37", or the reason why there is none */
  exact: string;
  /** null: there is nothing to compare with, and `earlier` says why */
  change: Change | null;
  /** what it is compared with: "30 days ago" */
  earlier: string;
  /** the earlier figure in full: "30 days ago: $11,977.20" */
  before: string | null;
}

/** One figure: what it is, how much, and how it moved, in words. */
export function FigureCard(props: FigureCardProps) {
  const { testId, label, meaning, figure, exact, change, earlier, before } = props;
  const card = useTint<HTMLDivElement>(exact);
  return (
    <div ref={card} className="figure" data-testid={testId}>
      <dt className="figure-label">
        <Definition meaning={figure === exact ? meaning : `${meaning} ${exact}.`}>{label}</Definition>
      </dt>
      <dd className="figure-value" data-figure title={exact}>
        {figure ?? "–"}
      </dd>
      <Text render={<dd />} size="1" className="figure-change" title={before ?? undefined}>
        {change ? <ChangeInWords change={change} earlier={earlier} /> : earlier}
      </Text>
    </div>
  );
}

const ARROWS = { up: "▲", down: "▼" } as const;

function ChangeInWords({ change: { direction, by }, earlier }: { change: Change; earlier: string }) {
  if (direction === "level") return `The same as ${earlier}`;
  return (
    <>
      <span className="figure-by" data-direction={direction}>
        <span aria-hidden="true">{ARROWS[direction]}</span>
        {by}
      </span>
      <span className="figure-against">on {earlier}</span>
    </>
  );
}
