import type { Sql } from "postgres";
import { type Delivery, deliveryOf } from "../../../app/ingest/delivery";
import { v1Envelope } from "../../../app/whop/samples/envelope";
import type { Context, Payment } from "../../../app/whop/samples/facts";
import { paymentV1 } from "../../../app/whop/samples/payment";
import { LARGEST } from "./fill";

const MEMBERS = 1_000;
const DAY_MS = 86_400_000;

const headers = new Headers({ "content-type": "application/json", "user-agent": "Whop-Webhooks/1.0" });
let made = 0;

/** A function that makes deliveries, each the renewal of some member of the largest company, paid now. */
export async function renewalsIn(sql: Sql): Promise<() => Delivery> {
  const members = await sql<Member[]>`
    select
      subscription.membership_id, subscription.user_id, subscription.product_id, subscription.plan_id, subscription.currency,
      subscription.recurring_amount, plan.title as plan, plan.billing_period_days as days
    from core.subscriptions as subscription
    join core.plans as plan using (company_id, plan_id)
    where subscription.company_id = ${LARGEST} and subscription.status = 'active' and subscription.mrr > 0
    order by subscription.membership_id
    limit ${MEMBERS}`;
  if (members.length === 0) throw new Error(`${LARGEST} has no active members: fill it with more payments.`);
  return () => {
    made += 1;
    return renewalOf(members[made % members.length] as Member, `${process.pid}x${made}`);
  };
}

interface Member {
  membership_id: string;
  user_id: string;
  product_id: string;
  plan_id: string;
  currency: string;
  recurring_amount: string;
  plan: string;
  days: number;
}

function renewalOf(member: Member, unique: string): Delivery {
  const at = Date.now();
  const price = Math.round(Number(member.recurring_amount) * 100);
  const payment: Payment = {
    id: `pay_Bench${unique}`,
    status: "paid",
    substatus: "succeeded",
    billingReason: "subscription_cycle",
    currency: member.currency,
    subtotal: price,
    tax: 0,
    fee: Math.round(price * 0.027) + 30,
    createdAt: at,
    updatedAt: at,
    paidAt: at,
    lastAttemptAt: at,
    nextAttemptAt: null,
    failures: 0,
    failureMessage: null,
    refunds: [],
    disputes: [],
  };
  const id = `msg_Bench${unique}`;
  const data = paymentV1(payment, contextOf(member, at));
  const envelope = v1Envelope({ id, type: "payment.succeeded", companyId: LARGEST, at, data });
  const body = Buffer.from(JSON.stringify(envelope));
  return deliveryOf({ headers, body, deliveryId: id, sentAt: at / 1_000 });
}

function contextOf(member: Member, at: number): Context {
  const opened = at - 365 * DAY_MS;
  return {
    company: { id: LARGEST, title: "Company 1", route: "company-1" },
    product: { id: member.product_id, title: member.plan, route: "product", createdAt: opened },
    plan: {
      id: member.plan_id,
      title: member.plan,
      kind: "renewal",
      price: Math.round(Number(member.recurring_amount) * 100),
      currency: member.currency,
      billingDays: member.days,
      trialDays: null,
      createdAt: opened,
    },
    person: {
      userId: member.user_id,
      memberId: member.user_id.replace("user_", "mber_"),
      name: "Ada Lovelace",
      username: "ada",
      email: "ada@example.com",
      country: "US",
      cardBrand: "visa",
      cardLast4: "4242",
    },
    membership: {
      id: member.membership_id,
      status: "active",
      createdAt: opened,
      updatedAt: at,
      periodStart: at,
      periodEnd: at + member.days * DAY_MS,
      cancelAtPeriodEnd: false,
      canceledAt: null,
      cancelOption: null,
      licenseKey: "B-1X1-0A9B8C7D-E6F5A4W",
    },
  };
}
