import { iso, type JsonObject, major } from "./envelope";
import type { Company, Plan, Product } from "./facts";

/** `account.updated` (a company is an account in Whop's newer words) and `company.*`. */
export function companyV1(company: Company, at: number): JsonObject {
  return {
    id: company.id,
    title: company.title,
    route: company.route,
    created_at: iso(at),
    updated_at: iso(at),
  };
}

/** `product.*`. */
export function productV1(product: Product, company: Company, at: number): JsonObject {
  return {
    id: product.id,
    title: product.title,
    route: product.route,
    visibility: "visible",
    company: { id: company.id, title: company.title },
    created_at: iso(product.createdAt),
    updated_at: iso(at),
  };
}

/** `plan.*`. A `renewal` plan asks `initial_price` on top of the first `renewal_price`; `billing_period` is in days. */
export function planV1(plan: Plan, product: Product, company: Company, at: number): JsonObject {
  const renews = plan.kind === "renewal";
  return {
    id: plan.id,
    title: plan.title,
    plan_type: plan.kind,
    release_method: "buy_now",
    visibility: "visible",
    currency: plan.currency,
    initial_price: renews ? 0 : major(plan.price),
    renewal_price: renews ? major(plan.price) : 0,
    billing_period: plan.billingDays,
    trial_period_days: plan.trialDays,
    company: { id: company.id, title: company.title },
    product: { id: product.id, title: product.title },
    internal_notes: null,
    created_at: iso(plan.createdAt),
    updated_at: iso(at),
  };
}

/** `experience.*`: an app, course or chat inside a product. */
export function experienceV1(o: {
  id: string;
  name: string;
  company: Company;
  product: Product;
  at: number;
}): JsonObject {
  return {
    id: o.id,
    name: o.name,
    company: { id: o.company.id, title: o.company.title },
    products: [{ id: o.product.id, title: o.product.title }],
    created_at: iso(o.at),
    updated_at: iso(o.at),
  };
}
