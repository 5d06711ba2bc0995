import { useEffect, useRef, useSyncExternalStore } from "react";

/** What a key does; the name is `event.key`, or "g o" for g and then o. */
export type Keys = Readonly<Record<string, () => void>>;

const SEQUENCE_MS = 1_500;

/** Calls what is bound to a key, unless a person types, holds a modifier, or has a menu or a dialog open, or keys are off. */
export function useKeys(keys: Keys): void {
  const bound = useRef(keys);
  bound.current = keys;
  const isOn = useKeysAreOn();
  useEffect(() => {
    if (!isOn) return;
    let first = { key: "", at: Number.NEGATIVE_INFINITY };

    function onKey(event: KeyboardEvent) {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing)
        return;
      if (isMeantForElse(event)) return;
      const isSecond = performance.now() - first.at < SEQUENCE_MS;
      const act = (isSecond && bound.current[`${first.key} ${event.key}`]) || bound.current[event.key];
      first = { key: event.key, at: isSecond ? Number.NEGATIVE_INFINITY : performance.now() };
      if (!act) return;
      event.preventDefault();
      act();
    }

    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [isOn]);
}

const FIELDS =
  "input, textarea, select, [contenteditable], [role=textbox], [role=slider], [role=menu], [role=dialog]";

function isMeantForElse({ target }: KeyboardEvent): boolean {
  return (
    (target instanceof Element && target.closest(FIELDS) !== null) ||
    document.querySelector("[role=dialog]") !== null
  );
}

const OFF = "tidemark.keys";
const CHANGED = "tidemark:keys";

/** Whether single keys do something; remembered in this browser. */
export function useKeysAreOn(): boolean {
  return useSyncExternalStore(subscribe, keysAreOn, () => true);
}

export function switchKeys(on: boolean): void {
  try {
    if (on) localStorage.removeItem(OFF);
    else localStorage.setItem(OFF, "off");
  } catch {
    // A frame may have no storage; then it is for this visit.
  }
  isOffForThisVisit = !on;
  window.dispatchEvent(new Event(CHANGED));
}

let isOffForThisVisit = false;

function keysAreOn(): boolean {
  try {
    return !isOffForThisVisit && localStorage.getItem(OFF) === null;
  } catch {
    return !isOffForThisVisit;
  }
}

function subscribe(listener: () => void): () => void {
  window.addEventListener(CHANGED, listener);
  window.addEventListener("storage", listener);
  return () => {
    window.removeEventListener(CHANGED, listener);
    window.removeEventListener("storage", listener);
  };
}
