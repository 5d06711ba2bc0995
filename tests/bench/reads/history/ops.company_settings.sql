insert into ops.company_settings (company_id, time_zone)
select company_id, time_zone from bench.companies where time_zone is not null
