-- core.stored_readings: what was read from the deliveries as it is stored: first events, companies, users, products, plans and
-- experiences in one shape, to be compared with core.desired_readings().
-- One row per row of any of them; stored holds its columns, but for those that follow from others.

create view core.stored_readings as
select 'events' as relation, company_id as company, raw_seq::text as id, jsonb_build_object(
  'delivery_key', delivery_key, 'category', category, 'source_type', source_type, 'occurred_at', occurred_at, 'rank', rank,
  'type', case when type in ('membership.created', 'membership.reactivated', 'membership.updated') then 'membership.created' else type end,
  'is_app', is_app, 'is_test', is_test, 'user_id', user_id, 'membership_id', membership_id, 'payment_id', payment_id,
  'refund_id', refund_id, 'dispute_id', dispute_id, 'product_id', product_id, 'plan_id', plan_id, 'experience_id', experience_id,
  'status', status, 'amount', amount, 'currency', currency, 'facts', facts) as stored
from core.events
where part = 1
union all
select 'companies' as relation, company_id as company, company_id as id,
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

comment on view core.stored_readings is
  'First events, companies, users, products, plans and experiences in one shape, to be compared with core.desired_readings().';
