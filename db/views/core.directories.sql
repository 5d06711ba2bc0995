-- core.directories: companies, users, products, plans and experiences in one shape, to be compared with core.desired_directories().
-- One row per row of any of them; stored holds its columns, but for those that follow from others.

create view core.directories as
select 'companies' as directory, company_id as company, company_id as id,
  jsonb_strip_nulls(to_jsonb(company) - '{title}'::text[]) as stored
from core.companies as company
union all
select 'users', company_id, user_id,
  jsonb_strip_nulls(to_jsonb(person) - '{username,name,email,is_deleted}'::text[])
from core.users as person
union all
select 'products', company_id, product_id, jsonb_strip_nulls(to_jsonb(product) - '{title,is_deleted}'::text[])
from core.products as product
union all
select 'experiences', company_id, experience_id, jsonb_strip_nulls(to_jsonb(experience) - '{title,is_deleted}'::text[])
from core.experiences as experience
union all
select 'plans', company_id, plan_id,
  jsonb_strip_nulls(to_jsonb(plan)
    - '{title,product_id,plan_type,billing_period_days,renewal_price,initial_price,currency,is_deleted}'::text[])
from core.plans as plan;

comment on view core.directories is 'Companies, users, products, plans and experiences in one shape, to be compared with core.desired_directories().';
