import type { ShouldRevalidateFunction } from "@remix-run/react";
import { PAGE_NAMES, pageInfo } from "./pages";

/** For a page's route: what only the browser looks at, such as which chart is shown, is not asked of the server. */
export const shouldRevalidate: ShouldRevalidateFunction = ({
  currentUrl,
  nextUrl,
  defaultShouldRevalidate,
}) => {
  if (currentUrl.pathname !== nextUrl.pathname || currentUrl.search === nextUrl.search)
    return defaultShouldRevalidate;
  return withoutLocal(currentUrl) !== withoutLocal(nextUrl);
};

const LOCAL = PAGE_NAMES.flatMap((page) => pageInfo(page).local);

function withoutLocal({ searchParams }: URL): string {
  const rest = new URLSearchParams(searchParams);
  for (const name of LOCAL) rest.delete(name);
  return rest.toString();
}
