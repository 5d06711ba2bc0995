-- requires: core.record_events, core.unrecord_events, core.drop_untold, core.blank_deliveries, core.no_longer_waiting
-- requires: core.tell_new_terms, core.lock_objects, core.lock_companies, core.try_lock_companies, core.lock_customers, core.touched_objects
-- requires: core.record_users, core.record_products, core.record_plans, core.record_experiences, core.record_companies
-- requires: core.project_payments, core.project_refunds, core.project_disputes, core.project_subscriptions
-- requires: core.name_activations, core.record_renewals, core.record_ordered_renewals
-- requires: core.post_revenue, core.post_mrr, core.post_access, metrics.count_activity
-- core.project(seqs, again): everything that follows from these deliveries: events, directories, state, ledgers, and one nudge to
-- each company's watchers. The same function serves the trigger, a replay and a rebuild (again: they may have been read before, and
-- are read as if they had not been). Doing it again changes nothing. Returns how many ledger entries were posted.
-- What all of a company's batches write (its days, products, plans, its own row) is written last: who writes it keeps the others waiting.
create or replace function core.project(seqs bigint[], again boolean default false) returns bigint
language plpgsql
set search_path = ''
-- The statements below and in what they call are planned once per connection: planning them for each batch anew cost more than
-- running them. That may be while the tables are empty, and must be right when they are not: every row is looked up by its key,
-- and `offset 0` keeps each lookup where it is written (a plan for empty tables may begin at the table, and read all of it).
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set enable_memoize = off
set jit = off
as $$
declare
  small_batch constant integer := 64;
  pending bigint[] := seqs;
  readings core.normalised_events[];
  touched_before core.touched[];
  is_alone boolean;
  touched record;
  payment_companies text[];
  payments text[];
  plan_companies text[];
  plans text[];
  terms_told_by bigint[];
  membership_companies text[];
  memberships text[];
  since timestamptz[];
  customer_companies text[];
  customers text[];
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
    plan_companies := '{}';
    plans := '{}';
    terms_told_by := '{}';

    if project.again then
      touched_before := array(select gone from core.unrecord_events(pending) as gone);
    end if;
    readings := core.record_events(pending);

    -- New terms of a plan concern all its members, a refund or dispute may not name its payment, and large batches concern many:
    -- those have their companies to themselves.
    is_alone := project.again or cardinality(readings) > small_batch or core.tell_new_terms(readings) or exists (
      select from unnest(readings) where payment_id is null and (refund_id is not null or dispute_id is not null));
    if is_alone then
      perform core.lock_companies(array(select distinct company_id from unnest(readings)));
    else
      perform core.lock_objects(readings);
      -- Whom we waited for may have changed the terms that ours are compared with. As long as we hold the lock nobody can.
      if core.tell_new_terms(readings) then
        is_alone := core.try_lock_companies(array(select distinct company_id from unnest(readings)));
        if not is_alone then
          raise exception 'The terms of a plan were told by two transactions at once.'
            using errcode = 'serialization_failure', hint = 'Insert the deliveries again.';
        end if;
      end if;
    end if;

    perform core.record_users(readings);
    if is_alone then
      -- Called by itself: in a join it would not be called at all where the other side is empty and comes first.
      select coalesce(array_agg(plan.company_id), '{}'), coalesce(array_agg(plan.plan_id), '{}')
      into plan_companies, plans
      from core.record_plans(readings) as plan;
      -- What moves because of new terms names the first delivery that told them, unless it is told of itself after that.
      terms_told_by := array(
        select (
          select min(reading.raw_seq)
          from unnest(readings) as reading
          where reading.company_id = plan.company_id
            and reading.plan_id = plan.plan_id
            and coalesce(reading.plan_type, reading.plan_billing_period_days, reading.plan_renewal_price, reading.plan_currency) is not null)
        from unnest(plan_companies, plans) with ordinality as plan (company_id, plan_id, nth)
        order by plan.nth);
      -- Also those that have left a plan: what they paid while they were on it is a part of their history.
      select coalesce(array_agg(member.company_id), '{}'), coalesce(array_agg(member.membership_id), '{}'),
        coalesce(array_agg(timestamptz '-infinity'), '{}')
      into membership_companies, memberships, since
      from unnest(plan_companies, plans) as plan (company_id, plan_id)
      join core.subscriptions as member
        on member.company_id = plan.company_id
        and (member.facts ? ('on ' || plan.plan_id) or member.facts is null);
    end if;

    for touched in
      select * from core.touched_objects(readings)
      union all
      select * from unnest(touched_before)
      order by object
    loop
      case touched.object
        when 'payment' then
          perform core.project_payments(touched.company_ids, touched.ids);
          payment_companies := payment_companies || touched.company_ids;
          payments := payments || touched.ids;
        when 'refund' then
          select payment_companies || coalesce(array_agg(payment.company_id), '{}'), payments || coalesce(array_agg(payment.payment_id), '{}')
          into payment_companies, payments
          from core.project_refunds(touched.company_ids, touched.ids) as payment;
        when 'dispute' then
          select payment_companies || coalesce(array_agg(payment.company_id), '{}'), payments || coalesce(array_agg(payment.payment_id), '{}')
          into payment_companies, payments
          from core.project_disputes(touched.company_ids, touched.ids) as payment;
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
      end case;
      if project.again then
        perform core.drop_untold(touched.object, touched.company_ids, touched.ids);
      end if;
    end loop;

    customers := null;
    if memberships <> '{}' then
      select array_agg(moved.company_id), array_agg(moved.customer_id)
      into customer_companies, customers
      from core.project_subscriptions(membership_companies, memberships, since) as moved;
    end if;
    if customers is not null and not is_alone then
      perform core.lock_customers(customer_companies, customers);
    end if;

    if payments <> '{}' then
      posted := posted + core.post_revenue(payment_companies, payments);
    end if;
    if customers is not null then
      posted := posted
        + core.post_mrr(customer_companies, customers, plan_companies, plans, terms_told_by)
        + core.post_access(customer_companies, customers);
    end if;

    if exists (select from unnest(readings) where category = 'activity') then
      perform metrics.count_activity(array_agg(company_id), array_agg(type), array_agg(user_id), array_agg(occurred_at))
      from unnest(readings)
      where category = 'activity';
    end if;

    perform core.record_products(readings);
    -- Few deliveries mention an experience.
    if exists (select from unnest(readings) where experience_id is not null) then
      perform core.record_experiences(readings);
    end if;
    if not is_alone then
      perform core.record_plans(readings);
    end if;
    perform core.record_companies(readings);

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
