import type { StripeSync } from "@supabase/stripe-sync-engine";

export type StripeEvent = Parameters<StripeSync["processEvent"]>[0];

type Row = Record<string, unknown>;

/** The version of Stripe's API whose shapes the engine's tables have: its default. */
const API_VERSION = "2020-08-27";
/** Unix s. Each event is a second later than the one before: the engine leaves out what is not newer than what it has. */
const FIRST_AT = Date.UTC(2025, 0, 1) / 1_000;
const PERIOD_S = 30 * 86_400;
const PRICE = 4_900;

/** `charge.succeeded` of a new charge, about 2.5 KB. */
export function chargeSucceeded(nth: number): StripeEvent {
  const id = `ch_3Bench${nth}`;
  const customer = `cus_Bench${nth}`;
  return event("charge.succeeded", nth, {
    id,
    object: "charge",
    amount: PRICE,
    amount_captured: PRICE,
    amount_refunded: 0,
    application: null,
    application_fee: null,
    balance_transaction: `txn_3Bench${nth}`,
    billing_details: { address: ADDRESS, email: "ada@example.com", name: "Ada Lovelace", phone: null },
    calculated_statement_descriptor: "NORTHLIGHT",
    captured: true,
    created: FIRST_AT + nth,
    currency: "usd",
    customer,
    description: "Subscription update",
    destination: null,
    dispute: null,
    disputed: false,
    failure_code: null,
    failure_message: null,
    fraud_details: {},
    invoice: `in_1Bench${nth}`,
    livemode: true,
    metadata: { order_id: "order_20931", campaign: "spring-launch" },
    on_behalf_of: null,
    order: null,
    outcome: {
      network_status: "approved_by_network",
      reason: null,
      risk_level: "normal",
      risk_score: 12,
      seller_message: "Payment complete.",
      type: "authorized",
    },
    paid: true,
    payment_intent: `pi_3Bench${nth}`,
    payment_method: `pm_1Bench${nth}`,
    payment_method_details: { card: CARD, type: "card" },
    receipt_email: "ada@example.com",
    receipt_number: null,
    receipt_url: `https://pay.stripe.com/receipts/payment/${id}`,
    refunded: false,
    refunds: { object: "list", data: [], has_more: false, total_count: 0, url: `/v1/charges/${id}/refunds` },
    review: null,
    shipping: null,
    source: null,
    source_transfer: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status: "succeeded",
    transfer_data: null,
    transfer_group: null,
  });
}

/** `customer.subscription.updated` of a stored subscription, about 3 KB. */
export function subscriptionUpdated(nth: number, subscription: number): StripeEvent {
  return event("customer.subscription.updated", nth, {
    ...subscriptionOf(String(subscription)),
    cancel_at_period_end: Math.random() < 0.5,
    metadata: { order_id: `order_${nth}`, campaign: "spring-launch" },
  });
}

/** The rows of one stored subscription, with `#N#` where its number goes. */
export function storedSubscription(): { subscription: Row; item: Row; customer: Row } {
  const subscription = subscriptionOf("#N#");
  const item = { ...itemOf("#N#"), price: "price_1BenchMonthly", deleted: false };
  const customer = {
    id: "cus_Bench#N#",
    object: "customer",
    created: FIRST_AT,
    email: "ada.#N#@example.com",
    name: "Ada Lovelace",
    currency: "usd",
    deleted: false,
    livemode: true,
    metadata: {},
  };
  // Its column is text: the driver writes the object there as JSON.
  return { subscription: { ...subscription, plan: JSON.stringify(subscription.plan) }, item, customer };
}

function event(type: string, nth: number, object: Row): StripeEvent {
  return {
    id: `evt_1Bench${nth}`,
    object: "event",
    api_version: API_VERSION,
    created: FIRST_AT + nth,
    livemode: true,
    pending_webhooks: 1,
    request: { id: null, idempotency_key: null },
    type,
    data: { object },
  } as unknown as StripeEvent;
}

function subscriptionOf(number: string) {
  const id = `sub_1Bench${number}`;
  return {
    id,
    object: "subscription",
    application_fee_percent: null,
    automatic_tax: { enabled: false },
    billing_cycle_anchor: FIRST_AT,
    billing_thresholds: null,
    cancel_at: null,
    cancel_at_period_end: false,
    canceled_at: null,
    collection_method: "charge_automatically",
    created: FIRST_AT,
    current_period_end: FIRST_AT + PERIOD_S,
    current_period_start: FIRST_AT,
    customer: `cus_Bench${number}`,
    days_until_due: null,
    default_payment_method: `pm_1Bench${number}`,
    default_source: null,
    default_tax_rates: [],
    discount: null,
    ended_at: null,
    items: {
      object: "list",
      data: [itemOf(number)],
      has_more: false,
      total_count: 1,
      url: `/v1/subscription_items?subscription=${id}`,
    },
    latest_invoice: `in_1Bench${number}`,
    livemode: true,
    metadata: { order_id: "order_20931", campaign: "spring-launch" },
    next_pending_invoice_item_invoice: null,
    pause_collection: null,
    payment_settings: { payment_method_options: null, payment_method_types: null },
    pending_invoice_item_interval: null,
    pending_setup_intent: null,
    pending_update: null,
    plan: PLAN,
    quantity: 1,
    schedule: null,
    start_date: FIRST_AT,
    status: "active",
    transfer_data: null,
    trial_end: null,
    trial_start: null,
  };
}

function itemOf(number: string) {
  return {
    id: `si_Bench${number}`,
    object: "subscription_item",
    billing_thresholds: null,
    created: FIRST_AT,
    metadata: {},
    plan: PLAN,
    price: {
      id: "price_1BenchMonthly",
      object: "price",
      active: true,
      billing_scheme: "per_unit",
      created: FIRST_AT,
      currency: "usd",
      livemode: true,
      lookup_key: null,
      metadata: {},
      nickname: null,
      product: "prod_BenchMonthly",
      recurring: {
        aggregate_usage: null,
        interval: "month",
        interval_count: 1,
        trial_period_days: null,
        usage_type: "licensed",
      },
      tax_behavior: "unspecified",
      tiers_mode: null,
      transform_quantity: null,
      type: "recurring",
      unit_amount: PRICE,
      unit_amount_decimal: String(PRICE),
    },
    quantity: 1,
    subscription: `sub_1Bench${number}`,
    tax_rates: [],
  };
}

const ADDRESS = { city: null, country: "US", line1: null, line2: null, postal_code: "10115", state: null };

const CARD = {
  brand: "visa",
  checks: { address_line1_check: null, address_postal_code_check: "pass", cvc_check: "pass" },
  country: "US",
  exp_month: 8,
  exp_year: 2031,
  fingerprint: "Xt5EWLLDS7FJjR1c",
  funding: "credit",
  installments: null,
  last4: "4242",
  network: "visa",
  three_d_secure: null,
  wallet: null,
};

const PLAN = {
  id: "price_1BenchMonthly",
  object: "plan",
  active: true,
  aggregate_usage: null,
  amount: PRICE,
  amount_decimal: String(PRICE),
  billing_scheme: "per_unit",
  created: FIRST_AT,
  currency: "usd",
  interval: "month",
  interval_count: 1,
  livemode: true,
  metadata: {},
  nickname: null,
  product: "prod_BenchMonthly",
  tiers_mode: null,
  transform_usage: null,
  trial_period_days: null,
  usage_type: "licensed",
};
