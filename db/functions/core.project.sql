-- requires: core.record_events, core.project_payments, core.project_refunds, core.project_disputes, core.project_subscriptions
-- requires: core.name_activations, core.record_renewals, core.record_ordered_renewals
-- requires: core.post_revenue, core.post_mrr, core.post_access, core.unrecord_events, core.drop_untold, core.blank_deliveries
-- core.project(seqs, again): everything that follows from these deliveries: events, directories, state, ledgers, and one nudge to
-- each company's watchers. The same function serves the trigger, a replay and a rebuild (again: they may have been read before, and
-- are read as if they had not been). Doing it again changes nothing. Returns how many ledger entries were
-- posted.
create or replace function core.project(seqs bigint[], again boolean default false) returns bigint
language plpgsql
set search_path = ''
-- The statements below and in what they call are planned once per connection: planning them for each batch anew cost more than
-- running them. That may be while the tables are empty, and must be right when they are not: every row is looked up by its key.
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set enable_memoize = off
set jit = off
as $$
declare
  pending bigint[] := seqs;
  touched record;
  payment_companies text[];
  payments text[];
  membership_companies text[];
  memberships text[];
  since timestamptz[];
  customer record;
  posted bigint := 0;
begin
  -- Deliveries that name no company belong to whoever is known to own what they name. They are read while nobody else makes
  -- anything known, so that neither a delivery and what it waits for can miss each other.
  if exists (
    select from raw.webhook_events as delivery
    where delivery.seq = any (project.seqs)
      and delivery.company_id is null
      and delivery.default_company_id is null
  ) then
    perform pg_advisory_xact_lock(hashtextextended('tidemark unassigned', 0));
  else
    perform pg_advisory_xact_lock_shared(hashtextextended('tidemark unassigned', 0));
  end if;

  -- Who is to be forgotten stays so: their names are not even read.
  if exists (select from ops.forgotten_users) then
    perform core.blank_deliveries(project.seqs);
  end if;

  while pending <> '{}' loop
    payment_companies := '{}';
    payments := '{}';
    membership_companies := '{}';
    memberships := '{}';
    since := '{}';

    for touched in
      select * from core.unrecord_events(pending) where project.again
      union all
      select * from core.record_events(pending)
      order by object
    loop
      case touched.object
        when 'payment' then
          perform core.project_payments(touched.company_ids, touched.ids);
          payment_companies := payment_companies || touched.company_ids;
          payments := payments || touched.ids;
        when 'refund' then
          perform core.project_refunds(touched.company_ids, touched.ids);
        when 'dispute' then
          perform core.project_disputes(touched.company_ids, touched.ids);
        when 'activation' then
          perform core.name_activations(touched.company_ids, touched.ids);
        when 'billed renewal' then
          perform core.record_renewals(touched.company_ids, touched.ids);
        when 'ordered renewal' then
          perform core.record_ordered_renewals(touched.company_ids, touched.ids);
        when 'membership' then
          membership_companies := membership_companies || touched.company_ids;
          memberships := memberships || touched.ids;
          since := since || touched.since;
        when 'changed plan' then
          select membership_companies || coalesce(array_agg(member.company_id), '{}'),
            memberships || coalesce(array_agg(member.membership_id), '{}'),
            since || coalesce(array_agg(timestamptz '-infinity'), '{}')
          into membership_companies, memberships, since
          from (
            select distinct event.company_id, event.membership_id
            from unnest(touched.company_ids, touched.ids) as plan (company_id, plan_id)
            join core.events as event
              on event.company_id = plan.company_id
              and event.plan_id = plan.plan_id
              and event.membership_id is not null
          ) as member;
      end case;
      if project.again then
        perform core.drop_untold(touched.object, touched.company_ids, touched.ids);
      end if;
    end loop;

    if project.again then
      -- What was forgotten and read again is touched twice, and is to be posted once.
      select coalesce(array_agg(once.company_id), '{}'), coalesce(array_agg(once.payment_id), '{}')
      into payment_companies, payments
      from (
        select distinct twice.company_id, twice.payment_id
        from unnest(payment_companies, payments) as twice (company_id, payment_id)
      ) as once;
    end if;
    if payments <> '{}' then
      posted := posted + core.post_revenue(payment_companies, payments);
    end if;
    if memberships <> '{}' then
      select array_agg(moved.company_id) as company_ids, array_agg(moved.customer_id) as ids
      into customer
      from core.project_subscriptions(membership_companies, memberships, since) as moved;
      if customer.ids is not null then
        posted := posted
          + core.post_mrr(customer.company_ids, customer.ids)
          + core.post_access(customer.company_ids, customer.ids);
      end if;
    end if;

    perform pg_notify('tidemark', company_id)
    from (
      select distinct event.company_id
      from core.events as event
      where event.raw_seq = any (pending)
    ) as company;

    pending := core.no_longer_waiting(pending);
  end loop;

  -- What named only a payment or a membership of theirs is known as theirs by now.
  if exists (select from ops.forgotten_users) then
    perform core.blank_deliveries(project.seqs);
  end if;
  return posted;
end
$$;

comment on function core.project(bigint[], boolean) is
  'Everything that follows from these deliveries: events, directories, state, ledgers, and a nudge to each company''s watchers.';
