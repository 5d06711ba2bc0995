-- requires: core.normalised_events, core.telling
-- core.record_products(readings): brings core.products up to what these readings tell of products. Rows are written in key order,
-- so that two transactions never wait for each other in a circle; of what they tell the newest stays, whoever comes first.
create or replace function core.record_products(readings core.normalised_events[]) returns void
language plpgsql
set search_path = ''
as $$
#variable_conflict use_column
begin
    insert into core.products as product (company_id, product_id, first_seen_at, title_told, deleted_told)
    select company_id, product_id, min(occurred_at), max(core.telling(product_title, told_at, delivery_key)),
      max(core.telling(case when object = 'product' then is_deleted end, told_at, rank || ' ' || delivery_key))
    from unnest(record_products.readings)
    where product_id is not null
    group by company_id, product_id
  order by company_id, product_id
    on conflict (company_id, product_id) do update set
      first_seen_at = least(product.first_seen_at, excluded.first_seen_at),
      title_told = greatest(product.title_told, excluded.title_told),
      deleted_told = greatest(product.deleted_told, excluded.deleted_told);
end
$$;

comment on function core.record_products(core.normalised_events[]) is 'Brings core.products up to what these readings tell of products.';
