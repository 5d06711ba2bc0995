-- api.companies(): every company that has deliveries, the last active first; the sandbox of test events after all others.
create or replace function api.companies()
returns table (company_id text, title text, last_received_at timestamptz)
language sql stable
security definer
set search_path = ''
set jit = off
as $$
  select company.company_id, company.title, company.last_received_at
  from core.companies as company
  order by company.company_id = 'biz_sandbox', company.last_received_at desc, company.company_id
$$;

comment on function api.companies() is 'Every company that has deliveries, the last active first.';
