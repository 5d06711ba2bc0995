-- requires: core.desired_readings, core.stored_readings, core.lock_companies
-- core.correct_directories(company_id): makes the directories of a company, or (null) of all, what its deliveries say.
-- Returns how many rows were wrong.
create or replace function core.correct_directories(company_id text default null) returns bigint
language plpgsql
set search_path = ''
as $$
declare
  wrong bigint;
begin
  perform core.lock_companies(array(
    select company.company_id from core.companies as company where correct_directories.company_id is null
    union all
    select correct_directories.company_id where correct_directories.company_id is not null));
  create temporary table if not exists corrected (relation text, company text, id text, stored jsonb) on commit drop;
  truncate pg_temp.corrected;
  insert into pg_temp.corrected
  select relation, company, id, desired.stored
  from core.desired_readings(correct_directories.company_id) as desired
  full join (
    select * from core.stored_readings as known where known.company = coalesce(correct_directories.company_id, known.company)
  ) as found using (relation, company, id)
  where relation <> 'events'
    and desired.stored is distinct from found.stored;
  get diagnostics wrong = row_count;
  if wrong = 0 then
    return 0;
  end if;

  delete from core.companies as gone using pg_temp.corrected
  where relation = 'companies' and gone.company_id = company;
  insert into core.companies (company_id, first_event_at, last_event_at, last_received_at, deliveries, title_told)
  select row.company_id, row.first_event_at, row.last_event_at, row.last_received_at, row.deliveries, row.title_told
  from pg_temp.corrected, jsonb_populate_record(null::core.companies, stored) as row
  where relation = 'companies' and stored is not null;

  delete from core.users as gone using pg_temp.corrected
  where relation = 'users' and gone.company_id = company and gone.user_id = id;
  insert into core.users (company_id, user_id, first_seen_at, last_seen_at, username_told, name_told, email_told, deleted_told)
  select row.company_id, row.user_id, row.first_seen_at, row.last_seen_at, row.username_told, row.name_told, row.email_told, row.deleted_told
  from pg_temp.corrected, jsonb_populate_record(null::core.users, stored) as row
  where relation = 'users' and stored is not null;

  delete from core.products as gone using pg_temp.corrected
  where relation = 'products' and gone.company_id = company and gone.product_id = id;
  insert into core.products (company_id, product_id, first_seen_at, title_told, deleted_told)
  select row.company_id, row.product_id, row.first_seen_at, row.title_told, row.deleted_told
  from pg_temp.corrected, jsonb_populate_record(null::core.products, stored) as row
  where relation = 'products' and stored is not null;

  delete from core.experiences as gone using pg_temp.corrected
  where relation = 'experiences' and gone.company_id = company and gone.experience_id = id;
  insert into core.experiences (company_id, experience_id, first_seen_at, title_told, deleted_told)
  select row.company_id, row.experience_id, row.first_seen_at, row.title_told, row.deleted_told
  from pg_temp.corrected, jsonb_populate_record(null::core.experiences, stored) as row
  where relation = 'experiences' and stored is not null;

  delete from core.plans as gone using pg_temp.corrected
  where relation = 'plans' and gone.company_id = company and gone.plan_id = id;
  insert into core.plans (
    company_id, plan_id, first_seen_at, title_told, product_id_told, plan_type_told, billing_period_days_told,
    renewal_price_told, initial_price_told, currency_told, deleted_told)
  select row.company_id, row.plan_id, row.first_seen_at, row.title_told, row.product_id_told, row.plan_type_told,
    row.billing_period_days_told, row.renewal_price_told, row.initial_price_told, row.currency_told, row.deleted_told
  from pg_temp.corrected, jsonb_populate_record(null::core.plans, stored) as row
  where relation = 'plans' and stored is not null;
  return wrong;
end
$$;

comment on function core.correct_directories(text) is 'Makes the directories of a company what its deliveries say; returns how many rows were wrong.';
