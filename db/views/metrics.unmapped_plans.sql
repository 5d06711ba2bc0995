-- requires: metrics.plan_performance
-- metrics.unmapped_plans: plans that their company has not put into a tier (core.tiers). One row per plan that is still offered or has
-- members. Which plans these are is as of now; how many members they have, as of the last refresh of metrics.plan_performance.

create view metrics.unmapped_plans as
select
  plan.company_id,
  plan.plan_id,
  plan.title,
  plan.product_id,
  product.title as product_title,
  plan.renewal_price::metrics.money as renewal_price,
  plan.currency,
  plan.billing_period_days,
  coalesce(member.members, 0)::metrics.count as members,
  coalesce(member.paying_customers, 0)::metrics.count as paying_customers
from core.plans as plan
left join core.products as product
  on product.company_id = plan.company_id
  and product.product_id = plan.product_id
left join (
  -- Of every currency.
  select
    performance.company_id,
    performance.plan_id,
    sum(performance.members) as members,
    sum(performance.paying_customers) as paying_customers
  from metrics.plan_performance as performance
  group by performance.company_id, performance.plan_id
) as member
  on member.company_id = plan.company_id
  and member.plan_id = plan.plan_id
where not exists (
    select from core.tiers as tier
    where tier.company_id = plan.company_id
      and tier.plan_id = plan.plan_id
  )
  and (not plan.is_deleted or member.members > 0);

comment on view metrics.unmapped_plans is
  'Plans that are in no tier yet, and how many customers have access and pay through them. One row per plan that is offered or has members.';
