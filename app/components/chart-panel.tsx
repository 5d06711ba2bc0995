import { Button } from "frosted-ui";
import { type ReactNode, Suspense, useState } from "react";
import { useHydrated } from "../hooks/use-hydrated";
import { Panel } from "./panel";

interface Props {
  title: string;
  takeaway: string;
  testId: string;
  /** drawn in the browser only */
  chart: ReactNode;
  /** the same figures as a table: for screen readers always, for everybody at the press of a button */
  table: ReactNode;
  /** instead of the chart, why there is nothing to draw */
  empty?: string | null;
}

/** A chart of fixed height with a name, a takeaway in words and its figures as a table. */
export function ChartPanel({ title, takeaway, testId, chart, table, empty }: Props) {
  const [showsTable, setShowsTable] = useState(false);
  const isHydrated = useHydrated();
  if (empty) {
    return (
      <Panel title={title} testId={testId}>
        <p className="chart-body panel-empty">{empty}</p>
      </Panel>
    );
  }
  const toggle = (
    <Button size="1" variant="ghost" color="gray" onClick={() => setShowsTable(!showsTable)}>
      {showsTable ? "Show chart" : "Show table"}
    </Button>
  );
  return (
    <Panel title={title} takeaway={takeaway} testId={testId} action={toggle}>
      <div className="chart-body">
        {!showsTable && <div className="chart-canvas">{isHydrated && <Suspense>{chart}</Suspense>}</div>}
        <section
          aria-label={`${title}, as a table`}
          className={showsTable ? "chart-table" : "visually-hidden"}
          tabIndex={showsTable ? 0 : undefined}
        >
          {table}
        </section>
      </div>
    </Panel>
  );
}
