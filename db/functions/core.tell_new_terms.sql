-- requires: core.normalised_events
-- core.tell_new_terms(readings): whether these readings may change the terms of a plan: its price, currency, interval or type.
create or replace function core.tell_new_terms(readings core.normalised_events[]) returns boolean
language plpgsql stable
set search_path = ''
as $$
begin
  return exists (
    select
    from unnest(tell_new_terms.readings) as reading
    left join lateral (
      select *
      from core.plans as known
      where known.company_id = reading.company_id
        and known.plan_id = reading.plan_id
      offset 0
    ) as plan on true
    where reading.plan_id is not null
      and (reading.plan_type <> coalesce(plan.plan_type, '')
        or reading.plan_billing_period_days <> coalesce(plan.billing_period_days_told[3], '')
        or reading.plan_renewal_price <> coalesce(plan.renewal_price_told[3], '')
        or reading.plan_currency <> coalesce(plan.currency, '')));
end
$$;

comment on function core.tell_new_terms(core.normalised_events[]) is 'Whether these readings may change a plan''s price, currency, interval or type.';
