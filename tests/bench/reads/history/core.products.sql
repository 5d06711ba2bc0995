insert into core.products (company_id, product_id, first_seen_at, title_told)
select company.company_id, plan.product_id, company.began_at,
  core.telling(min(plan.title), core.iso(company.began_at), 'msg_1')
from bench.plans as plan
join bench.companies as company on company.nth = plan.company
group by company.company_id, company.began_at, plan.product_id
