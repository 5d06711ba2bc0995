import { type Sql, snapshot } from "../../lib/db";
import type { PageName } from "../../lib/pages";
import { type Question, type Resolved, resolve } from "../../lib/question";
import { type Company, readCompany } from "../company";
import * as overview from "./overview";
import * as webhooks from "./webhooks";

/** What a page shows is a set of views, each a function of what is asked; what it answers can be sent as JSON. */
export interface Page {
  views: Readonly<Record<string, (question: Resolved, sql: Sql) => Promise<unknown>>>;
  /** how often the page is read at most, in ms, where it need not be as quick as the overview */
  readEveryMs?: number;
  /** those of its views that change with every delivery, whatever is asked */
  changesAnyway?: readonly string[];
}

/** The views of every page. */
const PAGE_VIEWS = { overview, webhooks } satisfies Record<PageName, Page>;

/** What every page has: whom it is about, and what was asked. */
export interface SharedViews {
  company: Company;
  resolved: Resolved;
}

/** All that a page shows, by view. */
export type PageData<Name extends PageName> = SharedViews & {
  [View in keyof (typeof PAGE_VIEWS)[Name]["views"]]: Awaited<
    ReturnType<Extract<(typeof PAGE_VIEWS)[Name]["views"][View], (...input: never) => unknown>>
  >;
};

/** Answers a question: all views of its page, read in one snapshot of the database so that they agree with each other. */
export function readPage<Name extends PageName>(
  question: Question & { page: Name },
): Promise<PageData<Name>> {
  return snapshot(async (sql) => {
    const company = await readCompany(question.companyId, sql);
    const resolved = resolve(question, company);
    const views = await Promise.all(
      Object.entries(pageOf(question.page).views).map(
        async ([name, read]) => [name, await read(resolved, sql)] as const,
      ),
    );
    return { company, resolved, ...Object.fromEntries(views) } as PageData<Name>;
  });
}

/** The names of a page's views, in the order in which they are sent. */
export function viewsOf(page: PageName): string[] {
  return [...SHARED, ...Object.keys(pageOf(page).views)];
}

const SHARED = ["company", "resolved"] as const satisfies (keyof SharedViews)[];

/** How often a page is read at most, in ms; undefined where it says nothing. */
export function readEveryMs({ page }: Question): number | undefined {
  return pageOf(page).readEveryMs;
}

/** Whether a view changes with every delivery, whatever is asked. */
export function changesAnyway({ page }: Question, view: string): boolean {
  return view === "company" || (pageOf(page).changesAnyway?.includes(view) ?? false);
}

function pageOf(page: PageName): Page {
  return PAGE_VIEWS[page];
}
