import { type HeadersFunction, json, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/node";
import { Outlet, type ShouldRevalidateFunction, useLoaderData, useMatches } from "@remix-run/react";
import { useRef } from "react";
import { FigureWords } from "../components/definition";
import { Shell } from "../components/shell";
import { LiveProvider } from "../hooks/use-live";
import type { PageName } from "../lib/pages";
import { pageInfo } from "../lib/pages";
import { unavailable } from "../lib/unavailable";
import { readCompanies } from "../models/companies";
import { readFigureWords } from "../models/definitions";
import type { PageData } from "../models/pages";

/** What a business earns is kept by no cache. A page that failed says what the failure said: when to come back. */
export const headers: HeadersFunction = ({ errorHeaders }) => errorHeaders ?? { "Cache-Control": "no-store" };

export const meta: MetaFunction<typeof loader> = ({ matches }) => {
  const { company, resolved } = shownBy(matches) ?? {};
  if (!company || !resolved) return [{ title: "Tidemark" }];
  return [
    { title: `${pageInfo(resolved.asked.page).title} – ${company.title ?? company.companyId} – Tidemark` },
  ];
};

/** What all pages share and no delivery changes; what a page shows, its own loader reads. */
export async function loader(_: LoaderFunctionArgs) {
  const [companies, figureWords] = await Promise.all([readCompanies(), readFigureWords()]).catch(unavailable);
  return json({ companies: companies.map(({ companyId, title }) => ({ companyId, title })), figureWords });
}

export const shouldRevalidate: ShouldRevalidateFunction = ({ currentParams, nextParams }) =>
  currentParams.companyId !== nextParams.companyId;

/** The shell of a company's pages: it stays while one goes from page to page, and so does its stream. */
export default function CompanyPages() {
  const { companies, figureWords } = useLoaderData<typeof loader>();
  // A page that fails to come leaves the one before in the shell's mind: from there one can go on.
  const last = useRef<PageData<PageName>>();
  last.current = shownBy(useMatches()) ?? last.current;
  const shown = last.current;
  if (!shown) return <Outlet />;
  return (
    <FigureWords.Provider value={figureWords}>
      <LiveProvider initial={shown}>
        <Shell companies={companies}>
          <Outlet />
        </Shell>
      </LiveProvider>
    </FigureWords.Provider>
  );
}

/** What the page within has read. */
function shownBy(matches: readonly ({ data?: unknown } | undefined)[]): PageData<PageName> | undefined {
  return (matches.at(-1)?.data as { page?: PageData<PageName> } | undefined)?.page;
}
