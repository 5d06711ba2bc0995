-- api.set_tier(company_id, plan_id, tier, tier_position): puts a plan into a tier of the company's own naming; null takes it out of its tier.
-- The plan need not be known yet. A new tier comes last; tier_position, if given, is where the tier goes, whatever plans it holds.
-- metrics.tier_performance is due at once.
create or replace function api.set_tier(company_id text, plan_id text, tier text, tier_position integer default null) returns void
language plpgsql
security definer
set search_path = ''
as $$
declare
  name text := btrim(regexp_replace(set_tier.tier, '\s+', ' ', 'g'));
  place integer;
begin
  if coalesce(set_tier.company_id, '') !~ '\S' then
    raise exception 'Whose tier? A company is needed.' using errcode = 'invalid_parameter_value';
  end if;
  if coalesce(set_tier.plan_id, '') !~ '^[\w-]{1,100}$' then
    raise exception '"%" is no plan.', coalesce(set_tier.plan_id, '')
      using errcode = 'invalid_parameter_value', hint = 'Use the id of a plan, such as plan_….';
  end if;
  if name = '' then
    raise exception 'A tier needs a name.' using errcode = 'invalid_parameter_value', hint = 'Use null to take the plan out of its tier.';
  end if;
  if length(name) > 60 then
    raise exception 'A tier''s name has at most 60 characters, not %.', length(name) using errcode = 'invalid_parameter_value';
  end if;
  if set_tier.tier_position < 1 then
    raise exception 'A tier cannot have place %.', set_tier.tier_position
      using errcode = 'invalid_parameter_value', hint = 'Places are counted from 1.';
  end if;

  -- Two at once would give two new tiers the same place.
  perform pg_advisory_xact_lock(hashtextextended('tidemark tiers ' || set_tier.company_id, 0));
  if name is null then
    delete from core.tiers as stored
    where stored.company_id = set_tier.company_id
      and stored.plan_id = set_tier.plan_id;
  else
    select coalesce(set_tier.tier_position, max(stored.position) filter (where stored.tier = name), max(stored.position) + 1, 1) into place
    from core.tiers as stored
    where stored.company_id = set_tier.company_id;
    insert into core.tiers as stored (company_id, plan_id, tier, position)
    values (set_tier.company_id, set_tier.plan_id, name, place)
    on conflict on constraint tiers_pkey do update set
      tier = excluded.tier,
      position = excluded.position,
      updated_at = now();
    update core.tiers as stored
    set position = place, updated_at = now()
    where stored.company_id = set_tier.company_id
      and stored.tier = name
      and stored.position <> place;
  end if;

  -- Whoever watches sees it, and what is refreshed by its input is due at once.
  perform pg_notify('tidemark', set_tier.company_id);
  perform pg_stat_force_next_flush();
end
$$;

comment on function api.set_tier(text, text, text, integer) is
  'Puts a plan into a tier of the company''s own naming; null takes it out. The tier''s place may be given too.';

-- The analyst changes nothing.
revoke execute on function api.set_tier(text, text, text, integer) from tidemark_analyst;
