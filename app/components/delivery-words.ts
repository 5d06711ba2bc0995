import { formatCount } from "../lib/format";
import { formatMoneySigned } from "../lib/money";
import type { DeliveryState, ListedDelivery } from "../models/deliveries";
import type { DeliveryDetail, DeliveryEntry, Replayed } from "../models/delivery";
import { wordsOf } from "./feed-words";

interface StateWords {
  says: string;
  /** what that means, in a sentence */
  means: string;
  tone?: "loss";
}

/** What became of a delivery, in the words of a person. */
export const STATES: Record<DeliveryState, StateWords> = {
  projected: { says: "Counted", means: "It was read, and all that follows from it is in the figures." },
  kept: { says: "Kept", means: "It is stored as it came. No figure is made of this kind of event." },
  failed: {
    says: "Failed",
    tone: "loss",
    means: "It is stored, but could not be read into the figures. All others count without it.",
  },
  unassigned: {
    says: "Waiting",
    means:
      "It does not say whose it is. Once another delivery tells whose the payment, member, plan or product is that it names, " +
      "it counts, on the day it happened.",
  },
  test: { says: "Test", means: "A test of Whop's: stored and shown, and it counts for nothing." },
  unread: { says: "Not read", means: "It is stored, and nobody has read it yet. Replay reads it." },
};

/** What a delivery tells, in words; how it was sent where nothing could be made of it. */
export function nameOf({ type, eventName, status }: ListedDelivery): string {
  if (eventName === null) return "Unreadable";
  return wordsOf({ type: type ?? eventName, sourceType: eventName, status }).says;
}

/** "0.4 s", "12 s", "3 min": how long it took from Whop to here. Clocks may differ by more than that. */
export function formatDelay(seconds: number | null): string {
  if (seconds === null) return "–";
  if (seconds < 0) return "0 s";
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 119.5) return `${Math.round(seconds)} s`;
  if (seconds < 7_200) return `${Math.round(seconds / 60)} min`;
  return `${Math.round(seconds / 3_600)} h`;
}

/** Why a delivery could not be read into the figures, by PostgreSQL's SQLSTATE, most exact first. */
const ERRORS: readonly [sqlstate: string, says: string][] = [
  ["22003", "A number in it is larger than any amount can be."],
  ["22P02", "A value in it is not of the kind that it should be, such as a word where a number belongs."],
  ["22007", "A date in it is none."],
  ["22008", "A date in it is outside of what can be stored."],
  ["22012", "It leads to a division by zero."],
  ["2203", "Its JSON has another shape than expected."],
  ["22", "A value in it is not what it should be."],
  ["23502", "Something that every such event must say is missing in it."],
  ["23514", "What it says breaks a rule that the figures rest on."],
  ["23", "It contradicts what is stored already."],
  ["42", "The SQL that reads it is not what it should be: db/ may be half applied."],
  ["54", "It is larger, or nested deeper, than can be read."],
  ["P0001", "The SQL that reads it refused it."],
];

const WHAT_TO_DO =
  "Nothing is lost: it is stored, and Whop will not send it again. Update Tidemark or mend what the message names, then press Replay.";

/** What went wrong with a failed delivery, and what to do. */
export function errorOf(sqlstate: string): { happened: string; todo: string } {
  const known = ERRORS.find(([beginning]) => sqlstate.startsWith(beginning));
  return { happened: known?.[1] ?? "PostgreSQL could not take it in.", todo: WHAT_TO_DO };
}

const ENTRIES: Record<DeliveryEntry["ledger"], Record<string, string>> = {
  revenue: {
    charge: "Charge",
    tax: "Tax inside it",
    fee: "Fee",
    refund: "Refund",
    dispute: "Disputed",
    dispute_reversal: "Dispute won back",
    failure: "Failed payment",
  },
  mrr: {
    new: "New MRR",
    reactivation: "Reactivation MRR",
    expansion: "Expansion MRR",
    contraction: "Contraction MRR",
    churn: "Churned MRR",
    transfer: "Moved between plans",
  },
  access: { joined: "Became a student", left: "Is no student any more" },
};

/** A ledger entry: what it is, and how much. */
export function entryInWords({ ledger, kind, amount, currency, counts }: DeliveryEntry): {
  says: string;
  amount: string;
  tone?: "gain" | "loss";
} {
  const isCorrection = kind === "left" ? counts > 0 : counts < 0;
  const says = `${ENTRIES[ledger][kind] ?? kind}${isCorrection ? ", taken back" : ""}`;
  if (kind === "failure") return { says, amount: "" };
  if (ledger === "access")
    return { says, amount: counts > 0 ? "+1" : "\u22121", tone: counts > 0 ? "gain" : "loss" };
  if (amount === null || currency === null) return { says, amount: "" };
  const money = formatMoneySigned(amount, currency);
  return {
    says,
    amount: ledger === "mrr" ? `${money} a month` : money,
    tone: amount.startsWith("-") ? "loss" : "gain",
  };
}

/** Why a delivery that was read has no ledger entries of its own. */
export function whyNoEntries({ state, category }: DeliveryDetail): string | null {
  if (state !== "projected") return null;
  switch (category) {
    case "activity":
      return "It counts as activity on its day. No ledger changed.";
    case "directory":
      return "It keeps names and prices up to date. No ledger changed by it alone.";
    case "billing":
      return "It is shown here and in the feed. No ledger changed.";
    default:
      return "No ledger changed by it: it moved no money, MRR or access, or another delivery had told the same.";
  }
}

/** What a replay did, in a sentence. */
export function replayInWords({ stateBefore, state, posted, sqlstate }: Replayed): {
  says: string;
  isWell: boolean;
} {
  if (state === "failed")
    return { says: `It failed again. ${errorOf(sqlstate ?? "").happened}`, isWell: false };
  const entries = `${formatCount(String(posted))} ledger ${posted === 1 ? "entry" : "entries"}`;
  if (posted > 0) return { says: `It was read again, and ${entries} followed.`, isWell: true };
  if (stateBefore !== state)
    return { says: `It is ${STATES[state].says.toLowerCase()} now. ${STATES[state].means}`, isWell: true };
  return { says: "It was read again, and nothing changed: the books had it already.", isWell: true };
}
