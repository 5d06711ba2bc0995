-- requires: core.membership_event_types
-- core.name_activations(company_ids, membership_ids): writes into core.events what each activation of these memberships is
-- (created, reactivated, or one more telling), which depends on what went before it. Doing it again changes nothing.
create or replace function core.name_activations(company_ids text[], membership_ids text[]) returns void
language plpgsql
set search_path = ''
as $$
begin
  update core.events as event
  set type = named.type
  from unnest(name_activations.company_ids, name_activations.membership_ids) as touched (company_id, membership_id)
  cross join lateral (
    select *
    from core.membership_event_types as activation
    where activation.company_id = touched.company_id
      and activation.membership_id = touched.membership_id
    offset 0
  ) as named
  where event.company_id = named.company_id
    and event.raw_seq = named.raw_seq
    and event.part = named.part
    and event.type <> named.type;
end
$$;

comment on function core.name_activations(text[], text[]) is
  'Writes into core.events what each activation of these memberships is: created, reactivated, or one more telling.';
