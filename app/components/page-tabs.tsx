import { Link } from "@remix-run/react";
import { useAsk } from "../hooks/use-ask";
import { PAGE_NAMES, pageInfo } from "../lib/pages";
import { onPage } from "../lib/question";
import { Picker } from "./picker";

/** A phone has room for so many; the others are behind "More". */
const MOST_ON_A_PHONE = 5;

/** The pages of a company: a row of tabs, on a phone at the bottom. Each keeps what is asked. */
export function PageTabs() {
  const { asked, href } = useAsk();
  if (PAGE_NAMES.length < 2) return null;
  const tabs = PAGE_NAMES.map((page) => ({
    text: pageInfo(page).title,
    href: href(onPage(asked, page)),
    isCurrent: page === asked.page,
  }));
  const isCrowded = tabs.length > MOST_ON_A_PHONE;
  const further = isCrowded ? tabs.slice(MOST_ON_A_PHONE - 1) : [];
  return (
    <nav className="tabs" aria-label="Pages">
      {tabs.map((tab) => (
        <Link
          key={tab.href}
          to={tab.href}
          className={further.includes(tab) ? "tab tab-further" : "tab"}
          aria-current={tab.isCurrent ? "page" : undefined}
        >
          {tab.text}
        </Link>
      ))}
      {isCrowded && (
        <Picker
          label="More pages"
          choices={further}
          testId="more-pages"
          className={further.some((tab) => tab.isCurrent) ? "tab tab-more tab-more-current" : "tab tab-more"}
        >
          {further.find((tab) => tab.isCurrent)?.text ?? "More"}
        </Picker>
      )}
    </nav>
  );
}
