import { useNavigate, useSearchParams } from "@remix-run/react";
import { hrefOf, type Question } from "../lib/question";
import { useLiveShell } from "./use-live";

/** Asks the page something else: what is asked now, the address of another question, and how to go there. */
export function useAsk(): {
  asked: Question;
  href: (question: Question) => string;
  ask: (question: Question) => void;
} {
  const { asked } = useLiveShell().data.resolved;
  const [search] = useSearchParams();
  const navigate = useNavigate();
  const href = (question: Question) => hrefOf(question, question.page === asked.page ? search : undefined);
  return { asked, href, ask: (question) => navigate(href(question), { preventScrollReset: true }) };
}
