import { Link } from "@remix-run/react";
import { Popover } from "frosted-ui";
import { type KeyboardEvent, type ReactNode, useState } from "react";

export interface Choice {
  text: string;
  href: string;
  isCurrent: boolean;
}

interface PickerProps {
  /** what is chosen: "Compare with" */
  label: string;
  /** what is chosen now, on the button */
  children: ReactNode;
  choices: readonly Choice[];
  testId: string;
  className?: string;
}

/** A button that shows what is chosen and opens a list of what else can be. Every choice is an address of its own. */
export function Picker({ label, children, choices, testId, className }: PickerProps) {
  return (
    <Dropdown label={label} shown={children} testId={testId} className={className}>
      {(close) => <Choices label={label} choices={choices} onChosen={close} />}
    </Dropdown>
  );
}

interface DropdownProps {
  label: string;
  shown: ReactNode;
  testId: string;
  className?: string | undefined;
  children: (close: () => void) => ReactNode;
}

/** A button and what it opens below itself. */
export function Dropdown({ label, shown, testId, className = "", children }: DropdownProps) {
  const [isOpen, setOpen] = useState(false);
  return (
    <Popover.Root open={isOpen} onOpenChange={setOpen}>
      <Popover.Trigger>
        {/* A plain button: Frosted UI\'s own takes no ref with React 18, and what opens would not find its place. */}
        <button
          type="button"
          className={`dropdown ${className}`}
          data-testid={testId}
          aria-label={typeof shown === "string" ? `${label}: ${shown}` : undefined}
        >
          <span className="dropdown-shown">{shown}</span>
          <span className="dropdown-arrow" aria-hidden="true">
            ▾
          </span>
        </button>
      </Popover.Trigger>
      <Popover.Content size="1" align="start" sideOffset={6} className="dropdown-content" aria-label={label}>
        {children(() => setOpen(false))}
      </Popover.Content>
    </Popover.Root>
  );
}

/** A list of addresses to choose from, with the arrow keys as well. */
export function Choices({
  label,
  choices,
  onChosen,
}: {
  label: string;
  choices: readonly Choice[];
  onChosen: () => void;
}) {
  return (
    <ul className="choices" aria-label={label} onKeyDown={moveFocus}>
      {choices.map(({ text, href, isCurrent }) => (
        <li key={href}>
          <Link
            to={href}
            preventScrollReset
            className="choice"
            aria-current={isCurrent ? "true" : undefined}
            onClick={onChosen}
          >
            {text}
          </Link>
        </li>
      ))}
    </ul>
  );
}

const STEPS: Record<string, (at: number, last: number) => number> = {
  ArrowDown: (at, last) => (at === last ? 0 : at + 1),
  ArrowUp: (at, last) => (at <= 0 ? last : at - 1),
  Home: () => 0,
  End: (_, last) => last,
};

/** For onKeyDown of a list: the arrow keys go from one link or button to the next. */
export function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  const items = [...event.currentTarget.querySelectorAll<HTMLElement>("a, button:not([disabled])")];
  const next = STEPS[event.key]?.(items.indexOf(document.activeElement as HTMLElement), items.length - 1);
  if (next === undefined) return;
  event.preventDefault();
  items[next]?.focus();
}
