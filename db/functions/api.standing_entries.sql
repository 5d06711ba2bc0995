-- requires: core.names_of, core.iso
-- api.standing_entries(company_id, currency, standing, at, after, how_many): whose subscriptions make up a standing as of an
-- instant (what happened before it; 'infinity': now), those that began last first, at most 500. standing is 'mrr' (a row for each
-- customer, membership and plan that brings MRR), 'customers' (one for each paying customer) or 'students' (one for each customer with
-- access; currency is ignored). amount is what the row adds: its MRR, or 1. since: it has gone on without a break since then, by the entry
-- that stands beside it. The next page: after is the last row's place. Reads the company's entries up to `at`.
-- PL/pgSQL because each standing is a query of its own, planned for its arguments.
create or replace function api.standing_entries(
  company_id text, currency text, standing text, at timestamptz,
  after text default null, how_many integer default 100
)
returns table (
  id text, entry_id bigint, customer_id text, membership_id text, product_id text, plan_id text, who text, what text,
  amount numeric, mrr numeric, since timestamptz, posted_at timestamptz, raw_seq bigint, place text
)
language plpgsql stable
security definer
set search_path = ''
set plan_cache_mode = force_custom_plan
set jit = off
as $$
#variable_conflict use_column
declare
  after_at timestamptz := split_part(standing_entries.after, ' ', 1);
  after_id text := substring(standing_entries.after from ' (.*)');
begin
  if standing_entries.standing in ('mrr', 'customers') then
    return query
    with step as (
      select
        entry.customer_id,
        -- What stands by itself: each membership on each plan, or the customer as a whole.
        case when standing_entries.standing = 'mrr' then entry.membership_id end as membership_id,
        case when standing_entries.standing = 'mrr' then entry.plan_id end as plan_id,
        entry.occurred_at,
        sum(entry.amount) as amount,
        max(entry.entry_id) as entry_id
      from core.mrr_entries as entry
      where entry.company_id = standing_entries.company_id
        and entry.currency = standing_entries.currency
        and entry.occurred_at < standing_entries.at
      group by 1, 2, 3, 4
      having sum(entry.amount) <> 0
    ), level as (
      select step.*,
        sum(step.amount) over (partition by step.customer_id, step.membership_id, step.plan_id order by step.occurred_at) as level
      from step
    ), stood as (
      select
        concat_ws(' ', level.customer_id, level.membership_id, level.plan_id) as id,
        level.customer_id,
        sum(level.amount) as mrr,
        max(level.occurred_at) filter (where level.level = level.amount) as since,
        (array_agg(level.entry_id order by level.occurred_at desc) filter (where level.level = level.amount))[1] as entry_id
      from level
      group by level.customer_id, level.membership_id, level.plan_id
      having sum(level.amount) <> 0
    )
    select stood.id, stood.entry_id, stood.customer_id, entry.membership_id, named.product_id, entry.plan_id, named.who, named.what,
      case when standing_entries.standing = 'mrr' then stood.mrr else 1 end, stood.mrr, stood.since, entry.posted_at,
      entry.raw_seq, core.iso(stood.since) || ' ' || stood.id
    from (
      select *
      from stood
      where after_at is null or (stood.since, stood.id) < (after_at, after_id)
      order by stood.since desc, stood.id desc
      limit least(standing_entries.how_many, 500)
    ) as stood
    join core.mrr_entries as entry
      on entry.company_id = standing_entries.company_id
      and entry.customer_id = stood.customer_id
      and entry.entry_id = stood.entry_id
    left join lateral core.names_of(entry.company_id, entry.customer_id, entry.membership_id, null, entry.plan_id) as named on true
    order by stood.since desc, stood.id desc;

  elsif standing_entries.standing = 'students' then
    return query
    with step as (
      select entry.customer_id, entry.occurred_at, sum(entry.students) as students, max(entry.entry_id) as entry_id
      from core.access_entries as entry
      where entry.company_id = standing_entries.company_id
        and entry.occurred_at < standing_entries.at
      group by 1, 2
      having sum(entry.students) <> 0
    ), stood as (
      select
        step.customer_id,
        max(step.occurred_at) as since,
        (array_agg(step.entry_id order by step.occurred_at desc))[1] as entry_id
      from step
      group by step.customer_id
      having sum(step.students) <> 0
    )
    select stood.customer_id, stood.entry_id, stood.customer_id, membership.membership_id, named.product_id, named.plan_id, named.who,
      named.what, 1::numeric, null::numeric, stood.since, entry.posted_at, entry.raw_seq,
      core.iso(stood.since) || ' ' || stood.customer_id
    from (
      select *
      from stood
      where after_at is null or (stood.since, stood.customer_id) < (after_at, after_id)
      order by stood.since desc, stood.customer_id desc
      limit least(standing_entries.how_many, 500)
    ) as stood
    join core.access_entries as entry
      on entry.company_id = standing_entries.company_id
      and entry.customer_id = stood.customer_id
      and entry.entry_id = stood.entry_id
    left join lateral (
      -- Access may come from several memberships; this is the one that gives it, or gave it last.
      select subscription.membership_id
      from core.subscriptions as subscription
      where subscription.company_id = entry.company_id
        and subscription.customer_id = entry.customer_id
      order by subscription.has_access desc, subscription.last_event_at desc, subscription.membership_id
      limit 1
    ) as membership on true
    left join lateral core.names_of(entry.company_id, entry.customer_id, membership.membership_id, null, null) as named on true
    order by stood.since desc, stood.customer_id desc;

  else
    raise exception 'There is no standing "%".', standing_entries.standing
      using errcode = 'invalid_parameter_value', hint = 'Ask for mrr, customers or students.';
  end if;
end
$$;

comment on function api.standing_entries(text, text, text, timestamptz, text, integer) is
  'Whose subscriptions make up MRR, paying customers or students as of an instant, and since when; at most 500, the next page after the last row.';
