-- core.event_names: from the names that Whop sends to Tidemark's own vocabulary. Data, so that a DBA can read it and add to it.

create table core.event_names (
  source_type text primary key,
  type text not null,
  category text not null,
  object text,
  rank smallint not null default 0,
  constraint category_is_known check (category in ('payment', 'membership', 'activity', 'directory', 'billing', 'custom')),
  constraint rank_is_not_negative check (rank >= 0)
);
comment on table core.event_names is
  'One row per event name that Whop sends (or a family of them: "activity.*"), and what Tidemark calls it.';
comment on column core.event_names.source_type is 'The name as sent; a family ends in ".*" and is used where no exact name is listed.';
comment on column core.event_names.type is 'The name in core.events.type. "*" keeps the name as sent.';
comment on column core.event_names.category is 'payment, membership, activity, directory, billing or custom.';
comment on column core.event_names.object is 'What the payload''s data is: payment, membership, refund, dispute, user, product, plan, company, experience; null: something else.';
comment on column core.event_names.rank is 'Order among events of one object that happened at the same instant: what comes later in life is higher.';

insert into core.event_names (source_type, type, category, object, rank) values
  ('payment.created', 'payment.created', 'payment', 'payment', 0),
  ('payment.requires_action', 'payment.requires_action', 'payment', 'payment', 1),
  ('payment.pending', 'payment.pending', 'payment', 'payment', 2),
  ('payment.failed', 'payment.failed', 'payment', 'payment', 3),
  ('payment.authorized', 'payment.authorized', 'payment', 'payment', 4),
  ('payment.canceled', 'payment.canceled', 'payment', 'payment', 4),
  ('payment.succeeded', 'payment.succeeded', 'payment', 'payment', 5),
  ('payment.disputed', 'payment.disputed', 'payment', 'payment', 6),
  ('payment.refunded', 'payment.refunded', 'payment', 'payment', 7),
  ('payment.dispute_resolved', 'payment.dispute_resolved', 'payment', 'payment', 8),
  ('payment.affiliate_reward_created', 'payment.affiliate_reward_created', 'payment', 'payment', 5),
  ('app_payment.created', 'payment.created', 'payment', 'payment', 0),
  ('app_payment.pending', 'payment.pending', 'payment', 'payment', 2),
  ('app_payment.failed', 'payment.failed', 'payment', 'payment', 3),
  ('app_payment.succeeded', 'payment.succeeded', 'payment', 'payment', 5),
  -- A refund or dispute becomes payment.refunded, payment.disputed … once its status says so: core.normalised_events.
  ('refund.created', '*', 'payment', 'refund', 7),
  ('refund.updated', '*', 'payment', 'refund', 7),
  ('dispute.created', '*', 'payment', 'dispute', 6),
  ('dispute.updated', '*', 'payment', 'dispute', 8),
  ('dispute_alert.created', 'payment.dispute_alerted', 'payment', null, 6),
  ('resolution_center_case.created', 'payment.case_opened', 'payment', null, 6),
  ('resolution_center_case.updated', 'payment.case_updated', 'payment', null, 7),
  ('resolution_center_case.decided', 'payment.case_decided', 'payment', null, 8),
  ('resolution.created', 'payment.case_opened', 'payment', null, 6),
  ('resolution.updated', 'payment.case_updated', 'payment', null, 7),
  ('resolution.decided', 'payment.case_decided', 'payment', null, 8),
  -- membership.created becomes membership.reactivated or membership.updated by what went before: core.membership_event_types.
  ('membership.activated', 'membership.created', 'membership', 'membership', 1),
  ('membership.went_valid', 'membership.created', 'membership', 'membership', 1),
  ('membership.created', 'membership.created', 'membership', 'membership', 1),
  ('app_membership.went_valid', 'membership.created', 'membership', 'membership', 1),
  ('membership.updated', 'membership.updated', 'membership', 'membership', 1),
  ('membership.metadata_updated', 'membership.metadata_updated', 'membership', 'membership', 1),
  ('membership.trial_ending_soon', 'membership.trial_ending', 'membership', 'membership', 1),
  ('membership.trial_ending', 'membership.trial_ending', 'membership', 'membership', 1),
  ('membership.renewed', 'membership.renewed', 'membership', 'membership', 2),
  ('membership.reactivated', 'membership.created', 'membership', 'membership', 1),
  ('membership.cancel_at_period_end_changed', 'membership.cancelled', 'membership', 'membership', 4),
  ('app_membership.cancel_at_period_end_changed', 'membership.cancelled', 'membership', 'membership', 4),
  ('membership.cancelled', 'membership.cancelled', 'membership', 'membership', 4),
  ('membership.uncancelled', 'membership.uncancelled', 'membership', 'membership', 4),
  ('membership.deactivated', 'membership.expired', 'membership', 'membership', 5),
  ('membership.went_invalid', 'membership.expired', 'membership', 'membership', 5),
  ('membership.expired', 'membership.expired', 'membership', 'membership', 5),
  ('app_membership.went_invalid', 'membership.expired', 'membership', 'membership', 5),
  ('membership.experience_claimed', 'membership.experience_claimed', 'activity', null, 0),
  ('membership.experienced_claimed', 'membership.experience_claimed', 'activity', null, 0),
  ('user.created', 'user.created', 'directory', 'user', 0),
  ('user.updated', 'user.updated', 'directory', 'user', 1),
  ('user.deleted', 'user.deleted', 'directory', 'user', 2),
  ('member.created', 'user.created', 'directory', 'member', 0),
  ('member.updated', 'user.updated', 'directory', 'member', 1),
  ('product.created', 'product.created', 'directory', 'product', 0),
  ('product.updated', 'product.updated', 'directory', 'product', 1),
  ('product.published', 'product.published', 'directory', 'product', 1),
  ('product.unpublished', 'product.unpublished', 'directory', 'product', 1),
  ('product.deleted', 'product.deleted', 'directory', 'product', 2),
  ('plan.created', 'plan.created', 'directory', 'plan', 0),
  ('plan.updated', 'plan.updated', 'directory', 'plan', 1),
  ('plan.deleted', 'plan.deleted', 'directory', 'plan', 2),
  ('experience.created', 'experience.created', 'directory', 'experience', 0),
  ('experience.updated', 'experience.updated', 'directory', 'experience', 1),
  ('experience.deleted', 'experience.deleted', 'directory', 'experience', 2),
  ('company.created', 'company.created', 'directory', 'company', 0),
  ('company.updated', 'company.updated', 'directory', 'company', 1),
  ('account.updated', 'company.updated', 'directory', 'company', 1),
  ('course_lesson_interaction.completed', 'activity.lesson_completed', 'activity', null, 0),
  ('chat.message.created', 'activity.message_sent', 'activity', null, 0),
  ('chat.reaction.created', 'activity.reaction_added', 'activity', null, 0),
  ('entry.created', 'activity.entry_created', 'activity', null, 0),
  ('entry.approved', 'activity.entry_approved', 'activity', null, 1),
  ('entry.denied', 'activity.entry_denied', 'activity', null, 1),
  ('entry.deleted', 'activity.entry_deleted', 'activity', null, 2),
  ('user.*', '*', 'activity', null, 0),
  ('activity.*', '*', 'activity', null, 0),
  ('invoice.*', '*', 'billing', null, 0),
  ('setup_intent.*', '*', 'billing', null, 0),
  ('withdrawal.*', '*', 'billing', null, 0),
  ('payout.*', '*', 'billing', null, 0),
  ('payout_method.*', '*', 'billing', null, 0),
  ('payout_account.*', '*', 'billing', null, 0),
  ('verification.*', '*', 'billing', null, 0),
  ('identity_profile.*', '*', 'billing', null, 0),
  ('ledger_account.*', '*', 'billing', null, 0);

-- Names are also sent with underscores (payment_succeeded). They are listed, not rewritten letter by letter:
-- membership_cancel_at_period_end_changed keeps its own underscores.
insert into core.event_names (source_type, type, category, object, rank)
select replace(source_type, '.', '_'), type, category, object, rank
from core.event_names
where source_type not like '%*'
on conflict do nothing;
