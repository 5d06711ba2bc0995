import { type RefObject, useEffect, useLayoutEffect, useRef } from "react";
import { prefersStillness, tint } from "./use-tint";

const SLIDE_MS = 200;

/** A layout effect; the server, which paints nothing, is not asked for one. */
const useBeforePaint = typeof document === "undefined" ? useEffect : useLayoutEffect;

/**
 * For a list whose rows carry `data-event-id`: tints rows that were not there before, and lets the list slide down by the one line
 * that came on top.
 */
export function useArrivals<Row>(
  rows: readonly Row[],
  idOf: (row: Row) => string,
): RefObject<HTMLOListElement> {
  const list = useRef<HTMLOListElement>(null);
  const known = useRef<Set<string> | null>(null);
  const ids = useRef(idOf);
  useBeforePaint(() => {
    const before = known.current;
    known.current = new Set(rows.map(ids.current));
    if (!before || !list.current) return;
    const arrived = [...list.current.children].filter((row) => !before.has(shownAs(row)));
    for (const row of arrived) if (row instanceof HTMLElement) tint(row);
    const top = list.current.firstElementChild;
    const isAtTheTop = list.current.parentElement?.scrollTop === 0;
    if (!top || !isAtTheTop || before.size === 0 || before.has(shownAs(top)) || prefersStillness()) return;
    const height = top.getBoundingClientRect().height;
    list.current.animate([{ transform: `translateY(${-height}px)` }, { transform: "none" }], {
      duration: SLIDE_MS,
      easing: "ease-out",
    });
  }, [rows]);
  return list;
}

function shownAs(row: Element): string {
  return row.getAttribute("data-event-id") ?? "";
}
