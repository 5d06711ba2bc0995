import { WITHOUT_COMPANY } from "./whose-deliveries";

/** A page of a company: a tab, an address below /dashboard/:companyId, and a key after g. */
export interface PageInfo {
  title: string;
  /** below /dashboard/:companyId */
  path: string;
  /** the key that leads there after g */
  key: string;
  /** false where nothing depends on the range, the comparison and the currency */
  hasRange: boolean;
  /**
   * The page's own parameters that its views depend on, such as a filter: each reads what the URL says, or null, and answers
   * what is meant, which is its default where it was null or nonsense.
   */
  own: Readonly<Record<string, (value: string | null) => string>>;
  /** its parameters that only the browser looks at: changing one asks the server nothing */
  local: readonly string[];
}

/** Every page there is, in the order of the tabs. Its views are in app/models/pages, its screen in app/routes. */
export const PAGES = {
  overview: { title: "Overview", path: "", key: "o", hasRange: true, own: {}, local: ["chart"] },
  webhooks: {
    title: "Webhooks",
    path: "/webhooks",
    key: "h",
    hasRange: false,
    own: {
      state: oneOf("all", "projected", "kept", "failed", "test", WITHOUT_COMPANY),
      type: text,
      search: text,
      before: number,
      delivery: number,
    },
    local: [],
  },
} as const satisfies Record<string, PageInfo>;

export type PageName = keyof typeof PAGES;

export const PAGE_NAMES = Object.keys(PAGES) as PageName[];

export function pageInfo(page: PageName): PageInfo {
  return PAGES[page];
}

/** For `own`: one of these words, else the first. */
export function oneOf(...words: [string, ...string[]]): (value: string | null) => string {
  return (value) => (value !== null && words.includes(value) ? value : words[0]);
}

/** For `own`: the number of a row, else none. */
export function number(value: string | null): string {
  return value !== null && /^[1-9]\d{0,14}$/.test(value) ? value : "";
}

const LONGEST_TEXT = 200;

/** For `own`: any text of a sensible length, else none. */
export function text(value: string | null): string {
  return value !== null && value.length <= LONGEST_TEXT ? value.trim() : "";
}
