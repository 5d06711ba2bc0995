-- requires: metrics.restatements_since, core.names_of
-- api.restatements(company_id, currency, since, how_many): a company's restatements by what was posted since an instant, the last
-- posted first, at most 500, with who and what each is about where that is one. Amounts are changes, in major units.
-- PL/pgSQL because it has to be planned for its arguments: a recent `since` is looked up by posting, an old one read with the company.
create or replace function api.restatements(company_id text, currency text, since timestamptz, how_many integer)
returns table (
  day date, raw_seq bigint, posted_at timestamptz, event_name text, received_at timestamptz, entries bigint, kinds text[],
  payment_id text, source_id text, membership_id text, customer_id text, who text, what text,
  gross numeric, tax numeric, fees numeric, refunds numeric, disputes numeric, dispute_reversals numeric, net numeric,
  payments bigint, refunded_payments bigint, disputed_payments bigint, failed_payments bigint,
  new numeric, reactivation numeric, expansion numeric, contraction numeric, churn numeric, net_new numeric,
  customers_new bigint, customers_reactivated bigint, customers_churned bigint
)
language plpgsql stable
security definer
set search_path = ''
set plan_cache_mode = force_custom_plan
set jit = off
as $$
#variable_conflict use_column
begin
  return query
  select
    restated.day, restated.raw_seq, restated.posted_at, restated.event_name, restated.received_at, restated.entries, restated.kinds,
    restated.payment_id, restated.source_id, restated.membership_id,
    coalesce(restated.customer_id, payment.user_id), named.who, named.what,
    restated.gross, restated.tax, restated.fees, restated.refunds, restated.disputes, restated.dispute_reversals, restated.net,
    restated.payments, restated.refunded_payments, restated.disputed_payments, restated.failed_payments,
    restated.new, restated.reactivation, restated.expansion, restated.contraction, restated.churn, restated.net_new,
    restated.customers_new, restated.customers_reactivated, restated.customers_churned
  from (
    select *
    from metrics.restatements_since(restatements.since) as restated
    where restated.company_id = restatements.company_id
      and restated.currency = restatements.currency
    order by restated.posted_at desc, restated.raw_seq desc, restated.day desc
    limit least(restatements.how_many, 500)
  ) as restated
  left join core.payments as payment
    on payment.company_id = restated.company_id
    and payment.payment_id = restated.payment_id
  left join lateral core.names_of(
    restated.company_id, coalesce(payment.user_id, restated.customer_id), coalesce(payment.membership_id, restated.membership_id),
    payment.product_id, payment.plan_id) as named on true
  order by restated.posted_at desc, restated.raw_seq desc, restated.day desc;
end
$$;

comment on function api.restatements(text, text, timestamptz, integer) is
  'Which days changed after they were over, by what was posted since an instant: when, by how much, because of which delivery; the last first, at most 500.';
