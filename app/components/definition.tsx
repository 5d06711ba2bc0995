import { useFetcher } from "@remix-run/react";
import { Code, Popover, Text, VisuallyHidden } from "frosted-ui";
import { createContext, type ReactNode, type SyntheticEvent, useContext, useId } from "react";
import type { Definition as Defined } from "../models/definitions";

/** What each figure means, by its name. */
export const FigureWords = createContext<Readonly<Record<string, string>>>({});

export function useFigureWords(): Readonly<Record<string, string>> {
  return useContext(FigureWords);
}

interface Props {
  /** a name in api.definitions, such as "net_revenue" */
  figure: string;
  /** the word itself */
  children: ReactNode;
  /** what else is to be said of it here */
  note?: string | undefined;
}

/** A word whose meaning shows on hover, on focus and on tap, is read out with it, and comes with the SQL that runs. */
export function Definition({ figure, children, note }: Props) {
  const words = useFigureWords()[figure] ?? "";
  const id = useId();
  const said = [words, note].filter(Boolean).join(" ");
  return (
    <>
      <Popover.Root>
        <Popover.Trigger openOnHover delay={400}>
          <button type="button" className="definition" aria-describedby={id}>
            {children}
          </button>
        </Popover.Trigger>
        <Popover.Content
          size="1"
          side="top"
          align="start"
          className="definition-meaning"
          aria-label="What it means"
        >
          <Text render={<p />} size="2">
            {said}
          </Text>
          <DefinitionSql name={figure} />
        </Popover.Content>
      </Popover.Root>
      <VisuallyHidden id={id}>{said}</VisuallyHidden>
    </>
  );
}

/** The SQL of a definition, fetched when somebody wants to see it. */
export function DefinitionSql({ name }: { name: string }) {
  const { data, load, state } = useFetcher<Defined>();
  function onToggle({ currentTarget }: SyntheticEvent<HTMLDetailsElement>) {
    if (currentTarget.open && !data && state === "idle") load(`/definitions/${encodeURIComponent(name)}`);
  }
  return (
    <details className="definition-sql" onToggle={onToggle}>
      <summary>
        <Code color="gray">metrics.{name}</Code>: the SQL that runs
      </summary>
      <pre>{data?.sql ?? "…"}</pre>
    </details>
  );
}
