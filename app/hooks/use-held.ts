import { type RefObject, useEffect, useState } from "react";

interface Held<Content> {
  /** what is to be shown: what is new, or what was there when it was held */
  shown: Content;
  /** whether a person has held it still */
  isPaused: boolean;
  /** whether what is shown stands still, because somebody said so or reads further down */
  isHeld: boolean;
  pause(): void;
  resume(): void;
}

/**
 * Holds a live list still while somebody wants that, or has scrolled past its beginning (`top`): what they read does not move away
 * under their eyes. Another list (`about`) begins anew.
 */
export function useHeld<Content>(live: Content, about: string, top: RefObject<HTMLElement>): Held<Content> {
  const [held, setHeld] = useState<{ content: Content; about: string } | null>(null);
  const [paused, setPaused] = useState<string | null>(null);
  const isPaused = paused === about;
  const isScrolledPast = useScrolledPast(top);
  const isHeld = isPaused || isScrolledPast;
  // Set while rendering: what is held is what was shown just now, not one change later.
  if (isHeld && held?.about !== about) setHeld({ content: live, about });
  if (!isHeld && held) setHeld(null);
  return {
    shown: isHeld && held?.about === about ? held.content : live,
    isPaused,
    isHeld,
    pause: () => setPaused(about),
    resume() {
      setPaused(null);
      if (isScrolledPast) top.current?.scrollIntoView({ block: "start" });
    },
  };
}

function useScrolledPast(top: RefObject<HTMLElement>): boolean {
  const [isPast, setPast] = useState(false);
  useEffect(() => {
    const look = () => setPast((top.current?.getBoundingClientRect().top ?? 0) < 0);
    window.addEventListener("scroll", look, { passive: true });
    return () => window.removeEventListener("scroll", look);
  }, [top]);
  return isPast;
}
