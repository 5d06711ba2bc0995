import { Form, Link } from "@remix-run/react";
import { Button } from "frosted-ui";
import { type FormEvent, useRef } from "react";
import { useAsk } from "../hooks/use-ask";
import { formatCount } from "../lib/format";
import { MOST_LOOKED_AT } from "./delivery-health";
import { withOwn } from "./delivery-list";
import { STATES } from "./delivery-words";
import { wordsOf } from "./feed-words";
import { Picker } from "./picker";

/** Narrows the deliveries by state, by type and by a search; all of it is in the address. */
export function DeliveryFilter({ counts }: { counts: Readonly<Record<string, number>> }) {
  return (
    <div className="delivery-filter">
      <StateChips counts={counts} />
      <div className="delivery-narrow">
        <TypePicker />
        <Search />
      </div>
    </div>
  );
}

const CHIPS = [
  { state: "all", says: "All", means: "Deliveries of this company in the last 24 hours" },
  { state: "projected", says: STATES.projected.says, means: STATES.projected.means },
  { state: "kept", says: STATES.kept.says, means: STATES.kept.means },
  { state: "failed", says: STATES.failed.says, means: STATES.failed.means },
  { state: "test", says: STATES.test.says, means: STATES.test.means },
  {
    state: "without-company",
    says: "Without a company",
    means:
      "Deliveries that do not say whose they are: those of all companies, and those that nobody could read",
  },
] as const;

function StateChips({ counts }: { counts: Readonly<Record<string, number>> }) {
  const { asked, href } = useAsk();
  return (
    <nav className="chips" aria-label="By state">
      {CHIPS.map(({ state, says, means }) => {
        const count = counts[state];
        return (
          <Link
            key={state}
            to={href(withOwn(asked, { state, before: "", delivery: "" }))}
            preventScrollReset
            className="chip"
            title={means}
            data-testid={`state-${state}`}
            aria-current={asked.own.state === state ? "true" : undefined}
          >
            {says}
            {count ? <span className="chip-count">{countInWords(count)}</span> : null}
          </Link>
        );
      })}
    </nav>
  );
}

function countInWords(count: number): string {
  return count >= MOST_LOOKED_AT ? `${formatCount(String(MOST_LOOKED_AT))}+` : formatCount(String(count));
}

/** Categories, and the events that are asked for most. */
const TYPES: readonly { type: string; says?: string }[] = [
  { type: "", says: "Every event" },
  { type: "payment", says: "All about payments" },
  { type: "membership", says: "All about memberships" },
  { type: "activity", says: "All activity" },
  { type: "directory", says: "Users, products and plans" },
  { type: "billing", says: "Invoices and payouts" },
  { type: "custom", says: "Events that are not known" },
  { type: "payment.succeeded" },
  { type: "payment.failed" },
  { type: "payment.refunded" },
  { type: "payment.disputed" },
  { type: "payment.dispute_alerted" },
  { type: "membership.created" },
  { type: "membership.reactivated" },
  { type: "membership.cancelled" },
  { type: "membership.expired" },
  { type: "activity.lesson_completed" },
  { type: "activity.message_sent" },
];

function TypePicker() {
  const { asked, href } = useAsk();
  const { type: chosen = "" } = asked.own;
  const sayOf = (type: string) => wordsOf({ type, sourceType: type, status: null }).says;
  const isListed = TYPES.some(({ type }) => type === chosen);
  const types = isListed ? TYPES : [{ type: chosen }, ...TYPES];
  const choices = types.map(({ type, says }) => ({
    text: says ?? sayOf(type),
    href: href(withOwn(asked, { type, before: "", delivery: "" })),
    isCurrent: type === chosen,
  }));
  return (
    <Picker label="Event" choices={choices} testId="type" className="type-picker">
      {choices.find(({ isCurrent }) => isCurrent)?.text ?? chosen}
    </Picker>
  );
}

function Search() {
  const { asked, ask, href } = useAsk();
  const { search = "" } = asked.own;
  const field = useRef<HTMLInputElement>(null);

  function onSubmit(event: FormEvent) {
    event.preventDefault();
    ask(withOwn(asked, { search: field.current?.value.trim() ?? "", before: "", delivery: "" }));
  }

  return (
    <Form method="get" role="search" className="search" onSubmit={onSubmit}>
      {/* For a browser without JavaScript: what else is asked stays asked. */}
      {asked.own.state !== "all" && <input type="hidden" name="state" value={asked.own.state} />}
      {asked.own.type && <input type="hidden" name="type" value={asked.own.type} />}
      <input
        key={search}
        ref={field}
        type="search"
        name="search"
        className="field search-field"
        defaultValue={search}
        maxLength={200}
        data-search
        autoComplete="off"
        aria-label="Search deliveries"
        placeholder="Payment, member, e-mail, key, event"
        title="An id of a payment, membership, refund, dispute or user; the beginning of a name, user name, e-mail address or event; a delivery's key or number"
      />
      <Button size="1" variant="soft" color="gray" type="submit">
        Search
      </Button>
      {search && (
        <Link
          to={href(withOwn(asked, { search: "", before: "" }))}
          preventScrollReset
          className="search-clear"
        >
          Clear
        </Link>
      )}
    </Form>
  );
}
