-- requires: core.record_events, core.project_payments, core.project_refunds, core.project_disputes, core.project_subscriptions
-- requires: core.name_activations, core.record_renewals
-- requires: core.post_revenue, core.post_mrr, core.post_access
-- core.project(seqs): everything that follows from these deliveries: events, directories, state, ledgers, and one nudge to each
-- company's watchers. The same function serves the trigger, a replay and a rebuild; doing it again changes nothing.
create or replace function core.project(seqs bigint[]) returns void
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
  touched record;
  payment_companies text[] := '{}';
  payments text[] := '{}';
  membership_companies text[] := '{}';
  memberships text[] := '{}';
  customer_companies text[];
  customers text[];
begin
  -- One batch at a time per company, in one order for all: no two can post the same difference, and none waits in a circle.
  perform pg_advisory_xact_lock(hashtextextended('tidemark ' || company_id, 0))
  from (
    select distinct coalesce(delivery.company_id, delivery.default_company_id, 'unassigned') as company_id
    from raw.webhook_events as delivery
    where delivery.seq = any (project.seqs)
    order by 1
  ) as company;

  for touched in select * from core.record_events(project.seqs) loop
    case touched.object
      when 'payment' then
        perform core.project_payments(touched.company_ids, touched.ids);
        payment_companies := touched.company_ids;
        payments := touched.ids;
      when 'refund' then
        perform core.project_refunds(touched.company_ids, touched.ids);
      when 'dispute' then
        perform core.project_disputes(touched.company_ids, touched.ids);
      when 'activation' then
        perform core.name_activations(touched.company_ids, touched.ids);
      when 'renewal' then
        perform core.record_renewals(touched.company_ids, touched.ids);
      when 'membership' then
        membership_companies := membership_companies || touched.company_ids;
        memberships := memberships || touched.ids;
      when 'plan' then
        select membership_companies || coalesce(array_agg(subscription.company_id), '{}'),
          memberships || coalesce(array_agg(subscription.membership_id), '{}')
        into membership_companies, memberships
        from unnest(touched.company_ids, touched.ids) as plan (company_id, plan_id)
        join core.events as subscription
          on subscription.company_id = plan.company_id
          and subscription.plan_id = plan.plan_id
          and subscription.membership_id is not null;
    end case;
  end loop;

  if payments <> '{}' then
    perform core.post_revenue(payment_companies, payments);
  end if;

  if memberships <> '{}' then
    select array_agg(membership.company_id), array_agg(membership.membership_id)
    into membership_companies, memberships
    from (
      select distinct company_id, membership_id
      from unnest(membership_companies, memberships) as membership (company_id, membership_id)
      order by 1, 2
    ) as membership;

    select array_agg(customer.company_id), array_agg(customer.customer_id)
    into customer_companies, customers
    from core.project_subscriptions(membership_companies, memberships) as customer;

    perform core.post_mrr(customer_companies, customers);
    perform core.post_access(customer_companies, customers);
  end if;

  perform pg_notify('tidemark', company_id)
  from (
    select distinct coalesce(delivery.company_id, delivery.default_company_id, 'unassigned') as company_id
    from raw.webhook_events as delivery
    where delivery.seq = any (project.seqs)
  ) as company;
end
$$;

comment on function core.project(bigint[]) is
  'Everything that follows from these deliveries: events, directories, state, ledgers, and a nudge to each company''s watchers.';
