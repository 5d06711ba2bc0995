-- api.tiers(company_id): the plans that a company put into tiers, in the order of its tiers. One row per plan; title is null where no
-- delivery told of the plan yet.
create or replace function api.tiers(company_id text)
returns table (tier text, "position" integer, plan_id text, title text, product_title text)
language sql stable
security definer
set search_path = ''
set jit = off
as $$
  select tier.tier, tier.position, tier.plan_id, plan.title, product.title
  from core.tiers as tier
  left join core.plans as plan
    on plan.company_id = tier.company_id
    and plan.plan_id = tier.plan_id
  left join core.products as product
    on product.company_id = plan.company_id
    and product.product_id = plan.product_id
  where tier.company_id = tiers.company_id
  order by tier.position, tier.tier, plan.title, tier.plan_id
$$;

comment on function api.tiers(text) is 'The plans that a company put into tiers, in the order of its tiers. One row per plan.';
