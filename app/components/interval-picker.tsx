import { Link } from "@remix-run/react";
import { useAsk } from "../hooks/use-ask";
import { useLiveShell } from "../hooks/use-live";
import { INTERVAL_WORDS } from "../lib/question-words";

/** By day, week or month: those that make a chart which can be read. */
export function IntervalPicker() {
  const { interval, intervals, usualInterval } = useLiveShell().data.resolved;
  const { asked, href } = useAsk();
  if (intervals.length < 2) return null;
  return (
    <nav className="intervals" aria-label="Interval">
      {intervals.map((offered) => (
        <Link
          key={offered}
          to={href({ ...asked, interval: offered === usualInterval ? null : offered })}
          preventScrollReset
          className="interval"
          aria-current={offered === interval ? "true" : undefined}
        >
          {INTERVAL_WORDS[offered]}
        </Link>
      ))}
    </nav>
  );
}
