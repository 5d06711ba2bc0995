-- requires: metrics.mrr_known_at
-- api.mrr_as_known(company_id, at): a company's MRR movements by day and currency as the page would have shown them at that instant. What
-- exactly that means stands in metrics.revenue_known_at. Reads all of the company's entries.
create or replace function api.mrr_as_known(company_id text, at timestamptz)
returns table (
  day date, currency text, new numeric, reactivation numeric, expansion numeric, contraction numeric, churn numeric, net_new numeric,
  customers_new integer, customers_reactivated integer, customers_churned integer
)
language sql stable
security definer
set search_path = ''
set jit = off
as $$
  select known.day, known.currency, known.new, known.reactivation, known.expansion, known.contraction, known.churn, known.net_new,
    known.customers_new, known.customers_reactivated, known.customers_churned
  from metrics.mrr_known_at(mrr_as_known.at) as known
  where known.company_id = mrr_as_known.company_id
  order by known.day, known.currency
$$;

comment on function api.mrr_as_known(text, timestamptz) is
  'MRR movements by day and currency, in major units a month, as the page would have shown them at that instant: what had been posted by then.';
