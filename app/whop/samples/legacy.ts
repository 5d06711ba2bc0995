import type { MembershipStatus, Payment } from "./facts";
import { membershipV5 } from "./membership";
import { paymentV5 } from "./payment";
import type { Scene } from "./scene";

type Sample = (scene: Scene) => object;

/** Samples of the names that only legacy (v5) hooks send, by event name. */
export const legacySamples: Record<string, Sample> = {
  "membership.went_valid": membership("active"),
  "membership.went_invalid": membership("canceled"),
  "membership.metadata_updated": membership("active"),
  "membership.experience_claimed": membership("active"),
  "app_membership.went_valid": membership("active"),
  "app_membership.went_invalid": membership("canceled"),
  "app_membership.cancel_at_period_end_changed": membership("canceling"),
  "app_payment.succeeded": payment({}),
  "app_payment.failed": payment({ status: "open", paidAt: null, failures: 1 }),
  "app_payment.pending": payment({ status: "pending", paidAt: null }),
  "payment.affiliate_reward_created": payment({}),
};

function membership(status: MembershipStatus): Sample {
  return ({ of }) => {
    const cancelAtPeriodEnd = status === "canceling";
    return membershipV5({ ...of, membership: { ...of.membership, status, cancelAtPeriodEnd } });
  };
}

function payment(change: Partial<Payment>): Sample {
  return (scene) => paymentV5({ ...scene.payment, ...change }, scene.of);
}
