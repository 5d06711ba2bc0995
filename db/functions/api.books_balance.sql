-- requires: metrics.identity_checks
-- api.books_balance(company_id): whether all identities of a company hold (metrics.identity_checks), how many there are, and which do not.
-- One row; a company that nothing is known of has no identity, and its books balance.
-- It reads the company's own rows and nobody else's: 35 ms of one processor with a few thousand ledger entries (most of it planning), 2.3 s
-- with 1.1 million. So a page that is live should not ask at every change but, like a refresh, no more often than its cost allows.
create or replace function api.books_balance(company_id text)
returns table (balance boolean, identities bigint, broken text[])
language sql stable
security definer
set search_path = ''
set jit = off
as $$
  select
    coalesce(bool_and(checked.holds), true),
    count(*),
    coalesce(array_agg(concat_ws(' ', checked.identity, checked.currency) order by checked.identity, checked.currency)
      filter (where not checked.holds), '{}')
  from metrics.identity_checks as checked
  where checked.company_id = books_balance.company_id
$$;

comment on function api.books_balance(text) is 'Whether all identities of a company hold, how many there are, and which do not. One row.';
