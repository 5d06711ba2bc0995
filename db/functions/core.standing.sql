-- requires: core.interval_months, core.money
-- core.standing(company_id, facts): where a membership stands after these facts were told of it: status, plan, price, MRR. One row.
-- Without a search_path of its own so that the planner can inline it.
create or replace function core.standing(company_id text, facts jsonb)
returns table (
  user_id text, product_id text, plan_id text, status text, has_access boolean, cancel_at_period_end boolean,
  period_start timestamptz, period_end timestamptz, currency text, recurring_amount numeric, interval_months numeric, mrr numeric
)
language sql stable
as $$
  select
    told.facts ->> 'user_id',
    told.facts ->> 'product_id',
    told.facts ->> 'plan_id',
    stood.status,
    stood.status in ('trialing', 'active', 'past_due', 'canceling', 'completed'),
    coalesce((told.facts ->> 'cancel_at_period_end')::boolean, false),
    (told.facts ->> 'period_start')::timestamptz,
    (told.facts ->> 'period_end')::timestamptz,
    priced.currency,
    priced.recurring_amount,
    priced.interval_months,
    case
      when stood.status in ('active', 'past_due', 'canceling', 'unresolved') and priced.currency is not null
      then core.money(priced.recurring_amount / priced.interval_months)
      else 0.00
    end
  from (select standing.facts as facts offset 0) as told
  left join core.plans as plan
    on plan.company_id = standing.company_id
    and plan.plan_id = told.facts ->> 'plan_id'
  cross join lateral (
    -- A payment that went through ends a trial or a debt; it does not revive what has ended.
    select case
      when told.facts ->> 'paid' = 'true'
        and coalesce(told.facts ->> 'status', 'unknown') in ('unknown', 'trialing', 'past_due', 'unresolved', 'drafted')
      then 'active'
      else coalesce(told.facts ->> 'status', told.facts ->> 'status_in_passing', 'unknown')
    end as status
    offset 0
  ) as stood
  cross join lateral (
    -- The newest recurring payment says what a period costs, unless the plan has changed since and has a price of its own.
    select
      case
        when plan.plan_type = 'one_time' then 0.00
        when source.is_plan then greatest(plan.renewal_price, 0.00)
        else greatest((told.facts ->> 'recurring_amount')::numeric, 0.00)
      end as recurring_amount,
      case when source.is_plan then plan.currency else told.facts ->> 'recurring_currency' end as currency,
      coalesce(
        core.interval_months(plan.billing_period_days),
        core.interval_months((told.facts ->> 'interval_days')::numeric),
        1
      ) as interval_months
    from (
      select plan.renewal_price is not null and plan.currency is not null and (
        not told.facts ? 'recurring_amount'
        or told.facts ->> 'recurring_plan_id' <> told.facts ->> 'plan_id') as is_plan
    ) as source
    offset 0
  ) as priced
$$;

comment on function core.standing(text, jsonb) is 'Where a membership stands after these facts were told of it: status, plan, price, MRR.';
