-- core.names_of(company_id, user_id, membership_id, product_id, plan_id): who and what these ids are; what is not given is taken from the
-- membership. One row, whatever is known. Without a search_path of its own so that the planner can inline it.
create or replace function core.names_of(company_id text, user_id text, membership_id text, product_id text, plan_id text)
returns table (who text, what text, product_id text, plan_id text)
language sql stable
as $$
  select
    coalesce(person.name, person.username),
    coalesce(product.title, plan.title),
    coalesce(names_of.product_id, subscription.product_id),
    coalesce(names_of.plan_id, subscription.plan_id)
  from (select) as one
  left join core.subscriptions as subscription
    on subscription.company_id = names_of.company_id and subscription.membership_id = names_of.membership_id
  left join core.users as person
    on person.company_id = names_of.company_id and person.user_id = coalesce(names_of.user_id, subscription.user_id)
  left join core.products as product
    on product.company_id = names_of.company_id and product.product_id = coalesce(names_of.product_id, subscription.product_id)
  left join core.plans as plan
    on plan.company_id = names_of.company_id and plan.plan_id = coalesce(names_of.plan_id, subscription.plan_id)
$$;

comment on function core.names_of(text, text, text, text, text) is
  'Who (name) and what (product, else plan) these ids are; what is not given is taken from the membership.';
