import { type RefObject, useEffect, useRef } from "react";

const TINT_MS = 600;

/** Tints the element for a moment whenever `value` becomes another one. */
export function useTint<Element extends HTMLElement>(value: string): RefObject<Element> {
  const element = useRef<Element>(null);
  const shown = useRef(value);
  useEffect(() => {
    if (shown.current === value) return;
    shown.current = value;
    tint(element.current);
  }, [value]);
  return element;
}

/** A tint that fades, one at a time per element; nothing where motion is not wanted. */
export function tint(element: HTMLElement | null): void {
  if (!element || prefersStillness()) return;
  if (element.getAnimations().some((animation) => animation.id === "tint")) return;
  element.animate([{ backgroundColor: "var(--tint)" }, { backgroundColor: "var(--tint-end)" }], {
    id: "tint",
    duration: TINT_MS,
    easing: "ease-out",
  });
}

/** Whether the visitor has asked their system for less motion. */
export function prefersStillness(): boolean {
  return window.matchMedia("(prefers-reduced-motion: reduce)").matches;
}
