-- requires: core.normalised_events, core.telling
-- core.record_plans(readings): brings core.plans up to what these readings tell of plans, in key order. Returns those whose terms
-- changed, because their members' MRR depends on them.
create or replace function core.record_plans(readings core.normalised_events[])
returns table (company_id text, plan_id text)
language plpgsql
set search_path = ''
as $$
#variable_conflict use_column
begin
  return query
  with plans as (
      insert into core.plans as plan (
        company_id, plan_id, first_seen_at, title_told, product_id_told, plan_type_told, billing_period_days_told,
        renewal_price_told, initial_price_told, currency_told, deleted_told)
      select company_id, plan_id, min(occurred_at),
        max(core.telling(plan_title, told_at, delivery_key)),
        max(core.telling(product_id, told_at, delivery_key)),
        max(core.telling(plan_type, told_at, delivery_key)),
        max(core.telling(plan_billing_period_days, told_at, delivery_key)),
        max(core.telling(plan_renewal_price, told_at, delivery_key)),
        max(core.telling(plan_initial_price, told_at, delivery_key)),
        max(core.telling(plan_currency, told_at, delivery_key)),
        max(core.telling(case when object = 'plan' then is_deleted end, told_at, rank || ' ' || delivery_key))
      from unnest(record_plans.readings)
      where plan_id is not null
      group by company_id, plan_id
      order by company_id, plan_id
      on conflict (company_id, plan_id) do update set
        first_seen_at = least(plan.first_seen_at, excluded.first_seen_at),
        title_told = greatest(plan.title_told, excluded.title_told),
        product_id_told = greatest(plan.product_id_told, excluded.product_id_told),
        plan_type_told = greatest(plan.plan_type_told, excluded.plan_type_told),
        billing_period_days_told = greatest(plan.billing_period_days_told, excluded.billing_period_days_told),
        renewal_price_told = greatest(plan.renewal_price_told, excluded.renewal_price_told),
        initial_price_told = greatest(plan.initial_price_told, excluded.initial_price_told),
        currency_told = greatest(plan.currency_told, excluded.currency_told),
        deleted_told = greatest(plan.deleted_told, excluded.deleted_told)
      returning company_id, plan_id, plan_type, billing_period_days, renewal_price, currency
  )
  -- Read beside the insert, core.plans still shows what was there before it.
  select plans.company_id, plans.plan_id
  from plans
  join core.plans as before
    on before.company_id = plans.company_id
    and before.plan_id = plans.plan_id
  where row (before.plan_type, before.billing_period_days, before.renewal_price, before.currency)
    is distinct from row (plans.plan_type, plans.billing_period_days, plans.renewal_price, plans.currency);
end
$$;

comment on function core.record_plans(core.normalised_events[]) is 'Brings core.plans up to what these readings tell of plans; returns those whose terms changed.';
