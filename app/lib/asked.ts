import type { Params } from "@remix-run/react";
import type { PageName } from "./pages";
import { isCompanyId, parseQuestion, type Question } from "./question";

/** What a request asks of a page. Throws 404 where no company can have that id. */
export function askedOf<Name extends PageName>(
  page: Name,
  request: Request,
  params: Params,
): Question & { page: Name } {
  const companyId = params.companyId ?? "";
  if (!isCompanyId(companyId)) throw new Response("No such company", { status: 404 });
  return { ...parseQuestion(companyId, page, new URL(request.url).searchParams), page };
}
