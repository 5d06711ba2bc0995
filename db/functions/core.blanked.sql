-- core.blanked(payload, about): a payload, about a user, a product or something else, without anything personal: only what figures
-- are read from stays: ids, names of events and statuses, money, times, and what products and plans are called.
-- Whatever is not known to be harmless goes.
-- core.normalised_events reads from it what it read before, but for names and addresses.
create or replace function core.blanked(value jsonb, about text default null, inside text default '') returns jsonb
language plpgsql immutable parallel safe
as $$
begin
  case jsonb_typeof(value)
    when 'object' then
      return coalesce((
        select jsonb_object_agg(field.key, core.blanked(field.value, about,
          case when field.key in ('data', 'body') and jsonb_typeof(field.value) = 'object' then coalesce(about, '') else field.key end))
        from jsonb_each(value) as field
        where field.key ~ '^(id|type|action|event|data|body|message|api_version|api_version_date|timestamp|currency|base_currency)$'
          or field.key ~ '^(company|account|page|user|member|membership|payment|product|plan|experience|channel|course|refund|dispute)(_id)?$'
          or field.key ~ '^(access_pass|current_plan|ledger_account|buyer|status|substatus|billing_reason|outcome|inquiry|valid|completed)$'
          or field.key ~ '^(total|subtotal|usd_total|tax_amount|amount|final_amount|amount_after_fees|refunded_amount)$'
          or field.key ~ '^(settlement_amount|settlement_currency|plan_type|billing_period|renewal_price|initial_price)$'
          or field.key ~ '^(cancel_at_period_end|renewal_period_start|renewal_period_end|current_period_end|expires_at|last_payment_attempt)$'
          or field.key ~ '^(created|updated|paid|refunded|canceled|last_payment_attempt)_at$'
          -- A name is harmless where it is a thing's.
          or field.key in ('title', 'name', 'internal_notes')
            and inside in ('product', 'access_pass', 'plan', 'current_plan', 'company', 'account', 'experience')
      ), '{}');
    when 'array' then
      return '[]';
    when 'string' then
      -- An id, a name of an event, a number, a time; or what a thing is called.
      return case
        when inside in ('title', 'name', 'internal_notes') then value
        when inside in ('data', 'body', 'user', 'member', 'buyer', 'message') then '""'
        when value #>> '{}' ~ '^[\w.:+ -]*$' then value
        else '""'
      end;
    else
      return value;
  end case;
end
$$;

comment on function core.blanked(jsonb, text, text) is 'A payload without anything personal: only what figures are read from stays.';
