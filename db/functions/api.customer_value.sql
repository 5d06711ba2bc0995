-- requires: metrics.customer_value
-- api.customer_value(company_id, currency, how_many, after_net, after_customer_id): the customers who brought most (net), page by page:
-- metrics.customer_value. The next page comes after net and customer_id of the last row of this one; at most 500 a page.
create or replace function api.customer_value(
  company_id text, currency text, how_many integer default 50, after_net numeric default null, after_customer_id text default null
)
returns table (
  customer_id text, name text, username text, payments metrics.count, gross metrics.money, refunds metrics.money, net metrics.money,
  mrr metrics.money, first_paid_at timestamptz, last_paid_at timestamptz, customer_since timestamptz, months integer, has_access boolean
)
language sql stable
security definer
set search_path = ''
set jit = off
as $$
  select value.customer_id, person.name, person.username, value.payments, value.gross, value.refunds, value.net, value.mrr,
    value.first_paid_at, value.last_paid_at, value.customer_since, value.months, value.has_access
  from (
    select *
    from metrics.customer_value as value
    where value.company_id = customer_value.company_id
      and value.currency = customer_value.currency
      and value.net <= coalesce(customer_value.after_net, 'infinity')
      and (customer_value.after_net is null
        or value.net < customer_value.after_net
        or value.customer_id > customer_value.after_customer_id)
    order by value.net desc, value.customer_id
    limit least(customer_value.how_many, 500)
  ) as value
  left join core.users as person
    on person.company_id = value.company_id
    and person.user_id = value.customer_id
  order by value.net desc, value.customer_id
$$;

comment on function api.customer_value(text, text, integer, numeric, text) is
  'The customers who brought most, page by page: the next page comes after net and customer_id of the last row; at most 500 a page.';
