-- core.company_of(seq, payment_id, membership_id, plan_id, product_id): whose a delivery is that names no company: whose it was found to be
-- before, else the company that one of these objects is known to belong to, the first in this order; null: not known yet.
-- Whop's ids are unique across companies.
create or replace function core.company_of(seq bigint, payment_id text, membership_id text, plan_id text, product_id text) returns text
language plpgsql stable parallel safe
set search_path = ''
as $$
begin
  return coalesce(
    (select min(event.company_id) from core.events as event
     where event.raw_seq = company_of.seq and event.company_id <> 'unassigned'),
    (select min(payment.company_id) from core.payments as payment where payment.payment_id = company_of.payment_id),
    (select min(subscription.company_id) from core.subscriptions as subscription
     where subscription.membership_id = company_of.membership_id),
    (select min(plan.company_id) from core.plans as plan where plan.plan_id = company_of.plan_id),
    (select min(product.company_id) from core.products as product where product.product_id = company_of.product_id));
end
$$;

comment on function core.company_of(bigint, text, text, text, text) is
  'Whose a delivery is that names no company, by what it names; null: not known yet.';
