-- requires: core.to_id, core.to_text, core.to_amount, core.to_time, core.iso, core.company_of
-- core.normalised_events: what each delivery says, in Tidemark's words, whatever dialect it came in.
-- One row per delivery; a pure function of raw.webhook_events and core.event_names (and, where a delivery names no company,
-- of whose the objects are that it names). core.record_events() stores it as core.events.
-- Try it on one delivery: select * from core.normalised_events where raw_seq = 42;
-- `offset 0` keeps the planner from copying each step into every place that uses it.

create view core.normalised_events as
select
  coalesce(
    delivery.company_id,
    delivery.default_company_id,
    case when not envelope.is_test then core.company_of(delivery.seq, ids.payment_id, ids.membership_id, ids.plan_id, ids.product_id) end,
    'unassigned') as company_id,
  delivery.seq as raw_seq,
  delivery.delivery_key,
  delivery.received_at,
  coalesce(name.category, 'custom') as category,
  named.type,
  coalesce(delivery.event_name, 'unreadable') as source_type,
  happened.occurred_at,
  -- All that is told of a refund happened when it was made: what is final outranks what was still pending.
  case
    when name.object is distinct from 'refund' then coalesce(name.rank, 0)
    when envelope.data ->> 'status' = 'succeeded' then 9
    when envelope.data ->> 'status' in ('failed', 'canceled') then 8
    else 7
  end::smallint as rank,
  coalesce(delivery.event_name like 'app\_%', false) as is_app,
  envelope.is_test,
  ids.user_id,
  ids.membership_id,
  ids.payment_id,
  ids.refund_id,
  ids.dispute_id,
  ids.product_id,
  ids.plan_id,
  ids.experience_id,
  core.to_text(envelope.data ->> 'status') as status,
  money.amount,
  money.currency,
  jsonb_strip_nulls(jsonb_build_object(
    'payment', facts.payment,
    'subscription', facts.subscription,
    'refund', facts.refund,
    'dispute', facts.dispute
  )) as facts,
  -- What it tells of the directories, and when: as text that sorts as the time does.
  core.iso(happened.occurred_at) as told_at,
  case when name.category = 'directory' then name.object end as object,
  case when name.category = 'directory' then (named.type like '%.deleted')::text end as is_deleted,
  core.to_text(coalesce(objects.company ->> 'title', objects.company ->> 'name')) as company_title,
  core.to_text(coalesce(objects.person ->> 'username', envelope.data ->> 'user_username')) as user_username,
  core.to_text(objects.person ->> 'name') as user_name,
  core.to_text(coalesce(objects.person ->> 'email', envelope.data ->> 'user_email', envelope.data ->> 'email')) as user_email,
  core.to_text(coalesce(objects.product ->> 'title', objects.product ->> 'name')) as product_title,
  core.to_text(coalesce(objects.plan ->> 'title', objects.plan ->> 'name', objects.plan ->> 'internal_notes')) as plan_title,
  core.to_text(objects.plan ->> 'plan_type') as plan_type,
  substring(objects.plan ->> 'billing_period' from '^\d{1,5}$') as plan_billing_period_days,
  core.to_text(coalesce(objects.experience ->> 'title', objects.experience ->> 'name')) as experience_title,
  core.to_amount(objects.plan -> 'renewal_price')::text as plan_renewal_price,
  core.to_amount(objects.plan -> 'initial_price')::text as plan_initial_price,
  lower(substring(coalesce(objects.plan ->> 'currency', objects.plan ->> 'base_currency') from '^[A-Za-z]{3,5}$')) as plan_currency

from raw.webhook_events as delivery

-- The name as listed: exactly, else its family ("activity.*").
left join lateral (
  select listed.type, listed.category, listed.object, listed.rank
  from core.event_names as listed
  where listed.source_type in (delivery.event_name, split_part(delivery.event_name, '.', 1) || '.*')
  order by (listed.source_type = delivery.event_name) desc
  limit 1
) as name on true

-- The payload without nulls (which tell nothing), taken out of its compressed storage once.
cross join lateral (
  select jsonb_strip_nulls(delivery.payload) as payload, delivery.payload -> 'data' = 'null' as is_empty
  offset 0
) as told

-- The envelope: its data, and whether it is a test of Whop's.
cross join lateral (
  select
    coalesce(
      case when jsonb_typeof(told.payload -> 'data') = 'object' then told.payload -> 'data' end,
      case when jsonb_typeof(told.payload -> 'body') = 'object' then told.payload -> 'body' end,
      '{}'
    ) as data,
    coalesce(
      told.is_empty
        or delivery.company_id ~* '^biz_x{6,}$'
        or told.payload ? 'type' and delivery.api_version = 'v1' and not told.payload ? 'id',
      false
    ) as is_test,
    coalesce(
      core.to_time(told.payload ->> 'timestamp', delivery.received_at + interval '1 day'),
      core.to_time(told.payload ->> 'created_at', delivery.received_at + interval '1 day'),
      delivery.sent_at,
      delivery.received_at
    ) as sent_at,
    delivery.received_at + interval '1 day' as latest
  offset 0
) as envelope

-- The objects it holds, wherever its dialect puts them.
cross join lateral (
  select
    case when name.object = 'payment' then envelope.data else envelope.data -> 'payment' end as payment,
    case
      when name.object = 'user' then envelope.data
      -- What is told as user.… may be told of the user itself.
      when delivery.event_name like 'user.%' and envelope.data ->> 'id' like 'user\_%' and not envelope.data ? 'user' then envelope.data
      else coalesce(
        envelope.data -> 'user', envelope.data #> '{member,user}', envelope.data #> '{message,user}',
        envelope.data #> '{payment,user}', envelope.data -> 'buyer')
    end as person,
    case when name.object = 'product' then envelope.data else coalesce(
      envelope.data -> 'product', envelope.data -> 'access_pass', envelope.data #> '{payment,product}') end as product,
    case when name.object = 'plan' then envelope.data else coalesce(
      envelope.data -> 'plan', envelope.data -> 'current_plan', envelope.data #> '{payment,plan}') end as plan,
    case when name.object = 'company' then envelope.data else coalesce(
      envelope.data -> 'company', envelope.data -> 'account') end as company,
    case when name.object = 'experience' then envelope.data else coalesce(
      envelope.data -> 'experience', envelope.data #> '{course,experience}') end as experience
  offset 0
) as objects

-- The ids it names.
cross join lateral (
  select
    core.to_id(coalesce(objects.person ->> 'id', envelope.data ->> 'user_id', objects.payment ->> 'user_id')) as user_id,
    core.to_id(case when name.object = 'membership' then envelope.data ->> 'id' else coalesce(
      envelope.data ->> 'membership_id', envelope.data #>> '{membership,id}', envelope.data ->> 'membership',
      objects.payment ->> 'membership_id', objects.payment #>> '{membership,id}', objects.payment ->> 'membership') end)
      as membership_id,
    core.to_id(coalesce(objects.payment ->> 'id', envelope.data ->> 'payment_id')) as payment_id,
    core.to_id(case when name.object = 'refund' then envelope.data ->> 'id' end) as refund_id,
    core.to_id(case
      when name.object = 'dispute' then envelope.data ->> 'id'
      when name.type in ('payment.disputed', 'payment.dispute_resolved') then envelope.data ->> 'id'
    end) as dispute_id,
    core.to_id(coalesce(
      objects.product ->> 'id', envelope.data ->> 'product_id', objects.payment ->> 'product_id')) as product_id,
    core.to_id(coalesce(
      objects.plan ->> 'id', envelope.data ->> 'plan_id', objects.payment ->> 'plan_id')) as plan_id,
    core.to_id(coalesce(
      objects.experience ->> 'id', envelope.data ->> 'experience_id',
      envelope.data #>> '{channel,experience_id}')) as experience_id
  offset 0
) as ids

-- The name in Tidemark's vocabulary, where it depends on what the object says.
cross join lateral (
  select case
    when name.object = 'refund' and envelope.data ->> 'status' = 'succeeded' then 'payment.refunded'
    when name.object = 'dispute' and coalesce(envelope.data ->> 'inquiry', 'false') <> 'true' then case
      when envelope.data ->> 'status' in ('won', 'lost', 'closed', 'warning_closed') then 'payment.dispute_resolved'
      when name.rank = 6 then 'payment.disputed'
      else delivery.event_name
    end
    when name.type = 'membership.cancelled' and envelope.data ->> 'cancel_at_period_end' = 'false' then 'membership.uncancelled'
    when name.type = '*' or name.type is null then coalesce(delivery.event_name, 'unreadable')
    else name.type
  end as type
  offset 0
) as named

-- When it happened: the time the object itself gives, where it is sane; else when it was sent.
cross join lateral (
  select coalesce(
    case
      when named.type = 'payment.succeeded' then coalesce(
        core.to_time(envelope.data ->> 'paid_at', envelope.latest),
        core.to_time(envelope.data ->> 'created_at', envelope.latest))
      when named.type = 'payment.failed' then coalesce(
        core.to_time(envelope.data ->> 'last_payment_attempt', envelope.latest),
        core.to_time(envelope.data ->> 'last_payment_attempt_at', envelope.latest),
        core.to_time(envelope.data ->> 'updated_at', envelope.latest))
      when name.type = 'payment.refunded' then coalesce(
        core.to_time(envelope.data ->> 'refunded_at', envelope.latest),
        core.to_time(envelope.data ->> 'updated_at', envelope.latest))
      when name.object = 'refund' or named.type = 'payment.disputed' and name.object = 'dispute' then
        core.to_time(envelope.data ->> 'created_at', envelope.latest)
      -- v5 memberships carry no updated_at: access begins with the period that it begins, and ends at expires_at if that is past.
      when named.type = 'membership.created' then coalesce(
        core.to_time(envelope.data ->> 'updated_at', envelope.latest),
        core.to_time(envelope.data ->> 'renewal_period_start', envelope.latest),
        core.to_time(envelope.data ->> 'created_at', envelope.latest))
      when named.type = 'membership.expired' then coalesce(
        core.to_time(envelope.data ->> 'updated_at', envelope.latest),
        core.to_time(envelope.data ->> 'expires_at', envelope.sent_at))
      when delivery.event_name ~ '[._](created|completed|added|sent)$' or delivery.event_name like 'activity.%' then coalesce(
        core.to_time(envelope.data ->> 'created_at', envelope.latest),
        core.to_time(envelope.data #>> '{message,created_at}', envelope.latest),
        core.to_time(envelope.data ->> 'updated_at', envelope.latest))
      else core.to_time(envelope.data ->> 'updated_at', envelope.latest)
    end,
    envelope.sent_at
  ) as occurred_at
  offset 0
) as happened

-- The money it speaks of, in major units.
cross join lateral (
  select
    core.to_amount(objects.payment -> 'tax_amount') as payment_tax,
    core.to_amount(objects.payment -> 'subtotal') as payment_subtotal,
    core.to_amount(objects.payment -> 'amount_after_fees') as payment_after_fees,
    coalesce(core.to_amount(objects.payment -> 'total'), core.to_amount(objects.payment -> 'final_amount')) as payment_total,
    lower(substring(coalesce(
      objects.payment ->> 'currency', objects.payment #>> '{total,currency}', objects.payment #>> '{subtotal,currency}',
      objects.payment #>> '{amount_after_fees,currency}') from '^[A-Za-z]{3,5}$')) as payment_currency,
    core.to_amount(objects.payment -> 'settlement_amount') as settlement_amount,
    lower(substring(objects.payment ->> 'settlement_currency' from '^[A-Za-z]{3,5}$')) as settlement_currency,
    lower(substring(coalesce(
      envelope.data ->> 'currency', envelope.data #>> '{amount,currency}', envelope.data #>> '{total,currency}',
      objects.payment ->> 'currency') from '^[A-Za-z]{3,5}$')) as currency,
    coalesce(
      core.to_amount(envelope.data -> 'amount'), core.to_amount(envelope.data -> 'total'),
      core.to_amount(envelope.data -> 'final_amount'), core.to_amount(envelope.data -> 'amount_after_fees')) as amount
  offset 0
) as money

-- What it tells of each object, in one shape for all dialects; nulls (not told) are taken out above, all at once.
cross join lateral (
  select
    case when ids.payment_id is not null then jsonb_build_object(
      'user_id', ids.user_id,
      'membership_id', ids.membership_id,
      'product_id', ids.product_id,
      'plan_id', ids.plan_id,
      'status', core.to_text(objects.payment ->> 'status'),
      'billing_reason', core.to_text(objects.payment ->> 'billing_reason'),
      'currency', money.payment_currency,
      'total', coalesce(money.payment_total, money.payment_subtotal + coalesce(money.payment_tax, 0), money.payment_after_fees),
      'subtotal', money.payment_subtotal,
      'tax', money.payment_tax,
      'amount_after_fees', money.payment_after_fees,
      'settlement_amount', case when money.settlement_currency <> money.payment_currency then money.settlement_amount end,
      'settlement_currency', case when money.settlement_currency <> money.payment_currency then money.settlement_currency end,
      'refunded_amount', coalesce(
        core.to_amount(objects.payment -> 'refunded_amount'),
        case when name.type = 'payment.refunded' then money.payment_total end),
      'refunded_at', core.iso(coalesce(
        core.to_time(objects.payment ->> 'refunded_at', envelope.latest),
        case when name.type = 'payment.refunded' then happened.occurred_at end)),
      'created_at', core.iso(core.to_time(objects.payment ->> 'created_at', envelope.latest)),
      'paid_at', core.iso(case
        when named.type = 'payment.succeeded' then happened.occurred_at
        else core.to_time(objects.payment ->> 'paid_at', envelope.latest)
      end)
    ) end as payment,

    case
      when ids.membership_id is null then null
      when name.object = 'membership' then jsonb_build_object(
        'user_id', ids.user_id,
        'product_id', ids.product_id,
        'plan_id', ids.plan_id,
        -- Facts are laid over one another: this one stays, whatever plan comes after.
        coalesce('on ' || ids.plan_id, 'on'), case when ids.plan_id is not null then true end,
        'status', case when membership.tells_when then membership.status end,
        'status_in_passing', case when not membership.tells_when then membership.status end,
        -- A membership that tells its status is asked no more whether a payment implied one.
        'paid', case when membership.tells_when and membership.status is not null then false end,
        'currency', money.currency,
        'cancel_at_period_end', coalesce(
          case lower(envelope.data ->> 'cancel_at_period_end') when 'true' then true when 'false' then false end,
          case named.type when 'membership.cancelled' then true when 'membership.uncancelled' then false end),
        'period_start', core.iso(membership.period_start),
        'period_end', core.iso(membership.period_end),
        -- The billing interval, where one payload tells both ends of it. A trial's period is not one.
        'interval_days', case when membership.status is distinct from 'trialing' then
          nullif(greatest(round(extract(epoch from membership.period_end - membership.period_start) / 86400), 0), 0) end
      )
      when named.type = 'payment.succeeded' and coalesce(objects.payment ->> 'billing_reason', 'subscription') like 'subscription%' then
        jsonb_build_object(
          'user_id', ids.user_id,
          'product_id', ids.product_id,
          'plan_id', ids.plan_id,
          coalesce('on ' || ids.plan_id, 'on'), case when ids.plan_id is not null then true end,
          -- A paid period ends a trial or a debt, and makes active what no membership event told of yet.
          'paid', case when coalesce(money.payment_subtotal, money.payment_total) > 0 then true end,
          'recurring_amount', coalesce(
            money.payment_subtotal, money.payment_total - coalesce(money.payment_tax, 0), money.payment_after_fees),
          'recurring_currency', money.payment_currency,
          'recurring_plan_id', ids.plan_id
        )
    end as subscription,

    case when ids.refund_id is not null then jsonb_build_object(
      'payment_id', ids.payment_id,
      'status', core.to_text(envelope.data ->> 'status'),
      'amount', core.to_amount(envelope.data -> 'amount'),
      'currency', money.currency,
      'refunded_at', core.iso(happened.occurred_at)
    ) end as refund,

    case when ids.dispute_id is not null then jsonb_build_object(
      'payment_id', ids.payment_id,
      'status', case name.type
        when 'payment.disputed' then 'needs_response'
        when 'payment.dispute_resolved' then coalesce(core.to_text(envelope.data ->> 'outcome'), 'closed')
        else core.to_text(envelope.data ->> 'status')
      end,
      'status_at', core.iso(happened.occurred_at),
      'inquiry', case envelope.data ->> 'inquiry' when 'true' then true when 'false' then false end,
      'amount', money.amount,
      'currency', money.currency,
      'opened_at', core.iso(case
        when name.type = 'payment.disputed' or name.rank = 6 then happened.occurred_at
        when name.object = 'dispute' then core.to_time(envelope.data ->> 'created_at', envelope.latest)
      end)
    ) end as dispute
  from (select) as one
  left join lateral (
    select
      -- Access that ended has ended, whatever status comes with the news.
      case
        when named.type = 'membership.expired' and coalesce(envelope.data ->> 'status', 'active')
          in ('trialing', 'active', 'past_due', 'canceling', 'completed') then 'expired'
        when named.type = 'membership.created' then coalesce(core.to_text(envelope.data ->> 'status'), 'active')
        else core.to_text(envelope.data ->> 'status')
      end as status,
      -- A status with access beside a flag is news only where it is told when that was: sent late it would revive what has ended.
      named.type in ('membership.created', 'membership.updated', 'membership.renewed', 'membership.expired')
        or envelope.data ->> 'status' in ('canceled', 'expired')
        or core.to_time(envelope.data ->> 'updated_at', envelope.latest) is not null as tells_when,
      core.to_time(envelope.data ->> 'renewal_period_start') as period_start,
      core.to_time(coalesce(envelope.data ->> 'renewal_period_end', envelope.data ->> 'current_period_end')) as period_end
    where name.object = 'membership'
    offset 0
  ) as membership on true
  offset 0
) as facts;

comment on view core.normalised_events is
  'What each delivery says, in Tidemark''s words, whatever dialect it came in. One row per delivery, a pure function of it. '
  'core.project() stores it as core.events.';
