-- The creator's own names for plans, what a refresh had seen of its input, and where trials are found.

create table core.tiers (
  company_id text not null,
  plan_id text not null,
  tier text not null,
  position integer not null,
  updated_at timestamptz not null default now(),
  primary key (company_id, plan_id),
  constraint tier_has_a_name check (tier ~ '\S' and tier = btrim(tier) and length(tier) <= 60),
  constraint position_is_counted_from_one check (position >= 1)
);
comment on table core.tiers is
  'One row per plan that its company put into a tier. The creator''s own: no delivery tells it, and no rebuild touches it.';
comment on column core.tiers.company_id is 'The company.';
comment on column core.tiers.plan_id is 'The plan; it need not be known yet.';
comment on column core.tiers.tier is 'The tier''s name, as the creator calls it.';
comment on column core.tiers.position is 'Place of the tier among the company''s tiers, from 1; the same in all rows of a tier.';
comment on column core.tiers.updated_at is 'When it was changed last.';

-- The newest delivery was not enough to know: one that began earlier may be committed later.
alter table ops.refreshes
  drop column input_mark,
  add column inputs jsonb not null default '{}';
comment on column ops.refreshes.inputs is
  'What it had seen of each input (metrics.refresh_inputs): where one of them has changed since, the view is due again.';

-- The few events that tell of a trial.
create index events_of_trials on core.events (company_id, membership_id) where status = 'trialing' and membership_id is not null;
