-- requires: core.lock_companies, metrics.activity, metrics.count_activity
-- core.unrecord_events(seqs): forgets what was read from these deliveries, so that they can be read again. Returns the keys of what
-- they touched, as core.record_events does; all of it has to be looked at from the beginning.
create or replace function core.unrecord_events(seqs bigint[])
returns setof core.touched
language plpgsql
set search_path = ''
as $$
#variable_conflict use_column
begin
  perform core.lock_companies(array(
    select distinct company_id from core.events where raw_seq = any (unrecord_events.seqs)));

  perform metrics.count_activity(
    array_agg(company_id), array_agg(type), array_agg(user_id), array_agg(occurred_at), times => -1)
  from metrics.activity
  where raw_seq = any (unrecord_events.seqs)
  having count(*) > 0;

  return query
  with gone as (
    delete from core.events as event
    where event.raw_seq = any (unrecord_events.seqs)
    returning *
  ), counted as (
    update core.companies as company
    set deliveries = company.deliveries - gone.deliveries
    from (select company_id, count(*) as deliveries from gone where part = 1 and not is_test group by company_id) as gone
    where company.company_id = gone.company_id
  ), touched as (
    select distinct told.object, gone.company_id, told.id
    from gone
    cross join lateral (
      values
        ('payment', payment_id),
        ('refund', refund_id),
        ('dispute', dispute_id),
        ('membership', membership_id),
        ('activation', membership_id),
        ('billed renewal', case when type = 'payment.succeeded' then payment_id end),
        ('ordered renewal', membership_id)
    ) as told (object, id)
    where told.id is not null
      and not gone.is_test
      and gone.company_id <> 'unassigned'
  )
  select touched.object, array_agg(touched.company_id), array_agg(touched.id), array_agg(timestamptz '-infinity')
  from touched
  group by touched.object;
end
$$;

comment on function core.unrecord_events(bigint[]) is
  'Forgets what was read from these deliveries; returns the keys of what they touched.';
