-- core.lock_customers(company_ids, customer_ids): until the end of the transaction nobody else posts for these customers. Several of their
-- memberships may be projected at once; their ledgers are not. Taken after core.lock_objects, in one order for all.
create or replace function core.lock_customers(company_ids text[], customer_ids text[]) returns void
language plpgsql
set search_path = ''
as $$
begin
  perform pg_advisory_xact_lock(customer.key)
  from (
    select distinct hashtextextended(touched.company_id || ' customer ' || touched.customer_id, 0) as key
    from unnest(lock_customers.company_ids, lock_customers.customer_ids) as touched (company_id, customer_id)
    order by key
  ) as customer;
end
$$;

comment on function core.lock_customers(text[], text[]) is 'Until the end of the transaction nobody else posts for these customers.';
