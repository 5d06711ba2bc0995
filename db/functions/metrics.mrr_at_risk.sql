-- metrics.mrr_at_risk(…): a figure, as of now. What was at risk in the past is not known: null where to_at lies there.
create or replace function metrics.mrr_at_risk(company_id text, currency text, from_at timestamptz, to_at timestamptz)
returns metrics.money
language sql stable
set search_path = ''
as $$
  select case when mrr_at_risk.to_at >= now() then (
    select coalesce(sum(subscription.mrr), 0)
    from core.subscriptions as subscription
    where subscription.company_id = mrr_at_risk.company_id
      and subscription.currency = mrr_at_risk.currency
      and subscription.cancel_at_period_end
      and subscription.has_access
  ) end
$$;

comment on function metrics.mrr_at_risk(text, text, timestamptz, timestamptz) is
  'MRR of subscriptions that are set to cancel at period end and still have access, as of now. None for a range that has ended.';
