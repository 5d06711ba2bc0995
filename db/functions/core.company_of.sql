-- core.company_of(payment_id, membership_id, plan_id, product_id): whose these objects are, by the first of them that is known; else null.
-- For deliveries that name no company. Whop's ids are unique across companies.
create or replace function core.company_of(payment_id text, membership_id text, plan_id text, product_id text) returns text
language plpgsql stable parallel safe
set search_path = ''
as $$
begin
  return coalesce(
    (select min(payment.company_id) from core.payments as payment where payment.payment_id = company_of.payment_id),
    (select min(subscription.company_id) from core.subscriptions as subscription
     where subscription.membership_id = company_of.membership_id),
    (select min(plan.company_id) from core.plans as plan where plan.plan_id = company_of.plan_id),
    (select min(product.company_id) from core.products as product where product.product_id = company_of.product_id));
end
$$;

comment on function core.company_of(text, text, text, text) is
  'The company whose payment, membership, plan or product this is, by the first that is known; else null.';
