import { Link } from "@remix-run/react";
import { Button } from "frosted-ui";
import type { FormEvent } from "react";
import { useAsk } from "../hooks/use-ask";
import { useLiveShell } from "../hooks/use-live";
import { moved, PRESETS, type Question } from "../lib/question";
import { PRESET_WORDS, rangeInWords } from "../lib/question-words";
import { type Choice, Choices, Dropdown } from "./picker";

interface Props {
  /** other choices that have no room of their own on a phone, each with its title */
  others: readonly { title: string; choices: readonly Choice[] }[];
}

/** Which days the page is about: presets, any days, and the arrows to the days before and after. */
export function RangePicker({ others }: Props) {
  const { company, resolved } = useLiveShell().data;
  const { asked, href, ask } = useAsk();
  const presets = PRESETS.map((range) => ({
    text: PRESET_WORDS[range],
    href: href({ ...asked, range }),
    isCurrent: asked.range === range,
  }));
  return (
    <div className="range">
      <Step to={moved(resolved, -1, company)} label="Earlier" arrow="◀" />
      <Dropdown label="Range" shown={rangeInWords(resolved)} testId="range">
        {(close) => (
          <>
            <Choices label="Range" choices={presets} onChosen={close} />
            <CustomDays
              from={resolved.from}
              to={resolved.until}
              today={company.today}
              onChosen={(range) => {
                ask({ ...asked, range });
                close();
              }}
            />
            {others.map(({ title, choices }) => (
              <section key={title} className="phone-only">
                <h3 className="choices-title">{title}</h3>
                <Choices label={title} choices={choices} onChosen={close} />
              </section>
            ))}
          </>
        )}
      </Dropdown>
      <Step to={moved(resolved, 1, company)} label="Later" arrow="▶" />
    </div>
  );
}

function Step({ to, label, arrow }: { to: Question | null; label: string; arrow: string }) {
  const { href } = useAsk();
  const look = {
    size: "1",
    variant: "ghost",
    color: "gray",
    className: "range-step",
    "aria-label": label,
  } as const;
  if (!to) {
    return (
      <Button {...look} disabled>
        {arrow}
      </Button>
    );
  }
  return (
    <Button {...look} render={<Link to={href(to)} preventScrollReset />} nativeButton={false}>
      {arrow}
    </Button>
  );
}

interface CustomDaysProps {
  from: string;
  to: string;
  today: string;
  onChosen: (days: { from: string; to: string }) => void;
}

function CustomDays({ from, to, today, onChosen }: CustomDaysProps) {
  function onSubmit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const chosen = new FormData(event.currentTarget);
    const [first = "", last = ""] = [String(chosen.get("from")), String(chosen.get("to"))].sort();
    onChosen({ from: first, to: last });
  }
  return (
    <form className="custom-days" onSubmit={onSubmit}>
      <label>
        From
        <input
          type="date"
          name="from"
          className="day-field"
          defaultValue={from}
          min="1970-01-01"
          max={today}
          required
        />
      </label>
      <label>
        To
        <input
          type="date"
          name="to"
          className="day-field"
          defaultValue={to}
          min="1970-01-01"
          max={today}
          required
        />
      </label>
      <Button size="1" type="submit" variant="soft">
        Show
      </Button>
    </form>
  );
}
