import type { JsonObject } from "../../../app/whop/samples/envelope";
import type { Context, Dispute, Payment, Refund } from "../../../app/whop/samples/facts";
import type { Telling } from "./history";

/** One thing that happened, with all that a payload may say of it: as it stood then. Instants are Unix milliseconds. */
export interface Happening {
  at: number;
  told: Telling[];
  what: What;
}

export type What =
  | { object: "membership"; event: MembershipEvent; of: Context }
  | { object: "payment"; event: PaymentEvent; payment: Payment; of: Context; outcome?: Dispute["status"] }
  | {
      object: "refund";
      event: "created" | "updated";
      refund: Refund;
      currency: string;
      payment: Payment;
      of: Context;
    }
  | {
      object: "dispute";
      event: "created" | "updated";
      dispute: Dispute;
      inquiry: boolean;
      payment: Payment;
      of: Context;
    }
  | { object: "other"; name: string; data: JsonObject }
  | { object: "test"; payload: JsonObject };

export type MembershipEvent =
  | "activated"
  | "reactivated"
  | "deactivated"
  | "flagged"
  | "unflagged"
  | "updated"
  | "renewed"
  | "reminded"
  | "claimed";

export type PaymentEvent =
  | "created"
  | "pending"
  | "failed"
  | "succeeded"
  | "refunded"
  | "disputed"
  | "dispute_resolved";
