-- core.search_reach(company_id, before_seq): how far back a search looks by what has no index: at the company's last 20,000 events before
-- that delivery. It is the first delivery that is not looked at; 0: all are. ('unassigned': of those without a company.)
create or replace function core.search_reach(company_id text, before_seq bigint) returns bigint
language sql stable
set search_path = ''
as $$
  select coalesce((
    select event.raw_seq
    from core.events as event
    where event.company_id = search_reach.company_id
      and event.raw_seq < coalesce(search_reach.before_seq, 9223372036854775807)
    order by event.raw_seq desc, event.part desc
    offset 20000
    limit 1
  ), 0)
$$;

comment on function core.search_reach(text, bigint) is
  'The first delivery that a search by what has no index does not look at: that of the 20,001st event before; 0: it looks at all.';
