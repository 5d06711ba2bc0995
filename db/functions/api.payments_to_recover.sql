-- requires: metrics.payments_to_recover
-- api.payments_to_recover(company_id): payments that failed first, within the last 30 days, and are not paid yet, the newest first:
-- metrics.payments_to_recover. At most 500.
create or replace function api.payments_to_recover(company_id text)
returns table (
  payment_id text, user_id text, name text, username text, membership_id text, plan_id text, plan_title text, currency text,
  amount metrics.money, status text, failed_at timestamptz
)
language sql stable
security definer
set search_path = ''
set jit = off
as $$
  select failed.payment_id, failed.user_id, failed.name, failed.username, failed.membership_id, failed.plan_id, failed.plan_title,
    failed.currency, failed.amount, failed.status, failed.failed_at
  from metrics.payments_to_recover as failed
  where failed.company_id = payments_to_recover.company_id
  order by failed.failed_at desc, failed.payment_id
  limit 500
$$;

comment on function api.payments_to_recover(text) is
  'Payments that failed first, within the last 30 days, and are not paid yet, the newest first; at most 500.';
