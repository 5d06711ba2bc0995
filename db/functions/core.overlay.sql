-- core.overlay(facts order by …): facts laid over one another; what a later one tells wins, what it does not tell stays.
-- The state of an object is the overlay of its events' facts in their one order: (occurred_at, rank, delivery_key, part).
do $$
begin
  if to_regprocedure('core.overlay(jsonb)') is null then
    create aggregate core.overlay(jsonb) (
      sfunc = pg_catalog.jsonb_concat,
      stype = jsonb,
      initcond = '{}',
      parallel = safe
    );
  end if;
end
$$;

comment on aggregate core.overlay(jsonb) is 'Facts laid over one another in the order given: the later wins, what it does not tell stays.';
