import { useNavigation } from "@remix-run/react";
import { Button } from "frosted-ui";
import { type ReactNode, useRef, useState } from "react";
import { useAsk } from "../hooks/use-ask";
import { useKeys } from "../hooks/use-keys";
import { useLiveShell } from "../hooks/use-live";
import { PAGE_NAMES, pageInfo } from "../lib/pages";
import {
  COMPARISONS,
  type Compare,
  moved,
  onPage,
  type Question,
  type Range,
  resolve,
} from "../lib/question";
import { COMPARE_WORDS } from "../lib/question-words";
import type { ListedCompany } from "../models/companies";
import { KeyHelp } from "./key-help";
import { PageTabs } from "./page-tabs";
import { Picker } from "./picker";
import { RangePicker } from "./range-picker";
import { TruthLine } from "./truth-line";

type Companies = readonly Pick<ListedCompany, "companyId" | "title">[];

/** What stands around every page of a company: which company, which page, what is asked, and how far it may be trusted. */
export function Shell({
  companies,
  children,
}: {
  companies: readonly Pick<ListedCompany, "companyId" | "title">[];
  children: ReactNode;
}) {
  const { connection } = useLiveShell();
  const { state } = useNavigation();
  const [showsKeys, setShowsKeys] = useState(false);
  useShellKeys(() => setShowsKeys(true));
  return (
    <div className="page" data-connection={connection.state} data-pending={state === "loading" || undefined}>
      <header>
        <div className="bar">
          <CompanyMenu companies={companies} />
          <PageTabs />
          <Controls />
        </div>
        <TruthLine>
          <Button
            size="1"
            variant="ghost"
            color="gray"
            className="keys-button"
            onClick={() => setShowsKeys(true)}
          >
            Keys
          </Button>
        </TruthLine>
      </header>
      <main className="content">{children}</main>
      {showsKeys && <KeyHelp onClose={() => setShowsKeys(false)} />}
    </div>
  );
}

function CompanyMenu({ companies }: { companies: Companies }) {
  const { company } = useLiveShell().data;
  const { asked, href } = useAsk();
  const name = company.title ?? company.companyId;
  const choices = companies.map(({ companyId, title }) => ({
    text: title ?? companyId,
    href: href({ ...onPage(asked, asked.page), companyId, currency: null }),
    isCurrent: companyId === company.companyId,
  }));
  const heading = <h1 className="company-name">{name}</h1>;
  if (choices.every(({ isCurrent }) => isCurrent)) return heading;
  return (
    <Picker label="Company" choices={choices} testId="company" className="company">
      {heading}
    </Picker>
  );
}

/** What is asked of the page: range, comparison, and the currency where there are several. */
function Controls() {
  const { company, resolved } = useLiveShell().data;
  const { asked, href } = useAsk();
  if (!pageInfo(asked.page).hasRange) return null;
  const compare = COMPARISONS.map((comparison) => ({
    text: COMPARE_WORDS[comparison],
    href: href({ ...asked, compare: comparison }),
    isCurrent: asked.compare === comparison,
  }));
  const currencies = [company.currency, ...company.otherCurrencies].map((currency) => ({
    text: currency.toUpperCase(),
    href: href({ ...asked, currency: currency === company.currency ? null : currency }),
    isCurrent: currency === resolved.currency,
  }));
  const others = [
    { title: "Compare with", choices: compare },
    ...(currencies.length > 1 ? [{ title: "Currency", choices: currencies }] : []),
  ];
  return (
    <div className="controls">
      <RangePicker others={others} />
      <Picker label="Compare with" choices={compare} testId="compare" className="not-on-phone">
        {asked.compare === "none" ? "Compare" : COMPARE_WORDS[asked.compare]}
      </Picker>
      {currencies.length > 1 && (
        <Picker label="Currency" choices={currencies} testId="currency" className="not-on-phone">
          {resolved.currency.toUpperCase()}
        </Picker>
      )}
    </div>
  );
}

const RANGE_KEYS: Record<string, Range> = { d: "today", w: "7d", m: "30d" };

/** Keys may come quicker than answers: until then each goes on from what the one before asked. */
const ANSWERED_WITHIN_MS = 2_000;

function useShellKeys(showHelp: () => void): void {
  const { company } = useLiveShell().data;
  const { asked, ask } = useAsk();
  const last = useRef<{ asked: Question; at: number }>();

  const go = (toAsk: (now: Question) => Question | null) => () => {
    const isSoon = last.current && performance.now() - last.current.at < ANSWERED_WITHIN_MS;
    const question = toAsk(isSoon && last.current ? last.current.asked : asked);
    if (!question) return;
    last.current = { asked: question, at: performance.now() };
    ask(question);
  };
  const move = (by: -1 | 1) => go((now) => moved(resolve(now, company), by, company));
  useKeys({
    "?": showHelp,
    "/": () => document.querySelector<HTMLElement>("[data-search]")?.focus(),
    ...Object.fromEntries(
      PAGE_NAMES.map((page) => [`g ${pageInfo(page).key}`, go((now) => onPage(now, page))]),
    ),
    ...(pageInfo(asked.page).hasRange && {
      ...Object.fromEntries(
        Object.entries(RANGE_KEYS).map(([key, range]) => [key, go((now) => ({ ...now, range }))]),
      ),
      ...Object.fromEntries([
        ["ArrowLeft", move(-1)],
        ["ArrowRight", move(1)],
        ["c", go((now) => ({ ...now, compare: nextComparison(now.compare) }))],
      ]),
    }),
  });
}

function nextComparison(compare: Compare): Compare {
  return COMPARISONS[(COMPARISONS.indexOf(compare) + 1) % COMPARISONS.length] ?? compare;
}
