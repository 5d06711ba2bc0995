import { Popover } from "frosted-ui";
import { type ReactNode, Suspense, useRef, useState } from "react";
import { useHydrated } from "../hooks/use-hydrated";
import { DataTable, type Table } from "./data-table";
import { DefinitionSql, useFigureWords } from "./definition";
import { downloadCsv, downloadPicture } from "./download";
import { Panel } from "./panel";
import { moveFocus } from "./picker";

interface Props {
  title: string;
  /** what there is to see, in one sentence */
  takeaway: string;
  testId: string;
  /** drawn in the browser only */
  chart: ReactNode;
  /** the same figures as a table: for screen readers always, for everybody from the menu, and as a file */
  table: Table;
  /** names in api.definitions of what is drawn */
  figures: readonly string[];
  /** instead of the chart, why there is nothing to draw */
  empty?: string | null;
  /** beside the menu, such as the interval */
  action?: ReactNode;
  /** between the takeaway and the chart, such as what its colours mean */
  legend?: ReactNode;
}

/** A chart of fixed height with a name, a takeaway in words, and a menu: its table, files of it, and what it means. */
export function ChartPanel({ title, takeaway, testId, chart, table, figures, empty, action, legend }: Props) {
  const [shown, setShown] = useState<"chart" | "table" | "meaning">("chart");
  const isHydrated = useHydrated();
  const body = useRef<HTMLDivElement>(null);
  if (empty) {
    return (
      <Panel title={title} testId={testId} action={action}>
        <p className="chart-body panel-empty">{empty}</p>
      </Panel>
    );
  }
  const toggle = (what: "table" | "meaning") => () => setShown(shown === what ? "chart" : what);
  const acts = [
    { text: shown === "table" ? "Show chart" : "Show table", act: toggle("table") },
    { text: "Download CSV", act: () => downloadCsv(title, table) },
    ...(shown === "chart"
      ? [{ text: "Save picture", act: () => downloadPicture(title, takeaway, body.current) }]
      : []),
    { text: shown === "meaning" ? "Show chart" : "What it means", act: toggle("meaning") },
  ];
  return (
    <Panel
      title={title}
      takeaway={takeaway}
      testId={testId}
      action={
        <div className="panel-actions">
          {action}
          <PanelMenu label={`${title}: more`} acts={acts} />
        </div>
      }
    >
      {legend}
      <div className="chart-body" ref={body}>
        {shown === "chart" && (
          <div className="chart-canvas">{isHydrated && <Suspense>{chart}</Suspense>}</div>
        )}
        {shown === "meaning" && <Meanings figures={figures} />}
        <section
          aria-label={`${title}, as a table`}
          className={shown === "table" ? "chart-table" : "visually-hidden"}
          tabIndex={shown === "table" ? 0 : undefined}
        >
          <DataTable {...table} />
        </section>
      </div>
    </Panel>
  );
}

function PanelMenu({ label, acts }: { label: string; acts: readonly { text: string; act: () => void }[] }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <Popover.Root open={isOpen} onOpenChange={setOpen}>
      <Popover.Trigger>
        <button type="button" className="dropdown" aria-label={label}>
          ⋯
        </button>
      </Popover.Trigger>
      <Popover.Content size="1" align="end" sideOffset={6} className="dropdown-content" aria-label={label}>
        <ul className="choices" onKeyDown={moveFocus}>
          {acts.map(({ text, act }) => (
            <li key={text}>
              <button
                type="button"
                className="choice"
                onClick={() => {
                  setOpen(false);
                  act();
                }}
              >
                {text}
              </button>
            </li>
          ))}
        </ul>
      </Popover.Content>
    </Popover.Root>
  );
}

function Meanings({ figures }: { figures: readonly string[] }) {
  const words = useFigureWords();
  return (
    <div className="chart-table meanings">
      {figures.map((figure) => (
        <div key={figure}>
          <p>{words[figure]}</p>
          <DefinitionSql name={figure} />
        </div>
      ))}
    </div>
  );
}
