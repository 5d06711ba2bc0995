-- api.save_settings(company_id, time_zone, currency, week_start): saves what a company sets (api.settings). With another time zone its days are
-- added up anew in the same transaction, which takes as long as its ledgers are long; its deliveries wait meanwhile.
-- A time zone is an IANA name that PostgreSQL knows, in any case; aliases such as Asia/Calcutta are names. Abbreviations (EST) and offsets
-- (Etc/GMT+5) are not accepted: they know no summer time. The currency is three letters, or null: the one with most revenue.
create or replace function api.save_settings(company_id text, time_zone text, currency text, week_start integer) returns void
language plpgsql
security definer
set search_path = ''
as $$
declare
  zone text;
begin
  if coalesce(save_settings.company_id, '') !~ '\S' then
    raise exception 'Whose settings? A company is needed.' using errcode = 'invalid_parameter_value';
  end if;

  select known.name into zone
  from pg_timezone_names as known
  where lower(known.name) = lower(save_settings.time_zone)
    and known.name !~ '\d|^(posix|right|SystemV)/|^(posixrules|localtime|Factory)$'
    and (known.name = 'UTC' or not exists (
      select from pg_timezone_abbrevs as abbreviation where lower(abbreviation.abbrev) = lower(known.name)))
  order by known.name
  limit 1;
  if zone is null then
    raise exception '"%" is no time zone.', coalesce(save_settings.time_zone, '')
      using errcode = 'invalid_parameter_value', hint = 'Use a name such as Europe/Lisbon, Asia/Calcutta or UTC.';
  end if;

  if save_settings.currency !~ '^[A-Za-z]{3}$' then
    raise exception '"%" is no currency.', save_settings.currency
      using errcode = 'invalid_parameter_value', hint = 'Use three letters, such as usd, or none.';
  end if;

  if save_settings.week_start between 1 and 7 is not true then
    raise exception 'A week cannot start on day %.', coalesce(save_settings.week_start::text, 'null')
      using errcode = 'invalid_parameter_value', hint = 'Use 1 for Monday to 7 for Sunday.';
  end if;

  insert into ops.company_settings as stored (company_id, time_zone, currency, week_start)
  values (save_settings.company_id, zone, lower(save_settings.currency), save_settings.week_start)
  on conflict on constraint company_settings_pkey do update set
    time_zone = excluded.time_zone,
    currency = excluded.currency,
    week_start = excluded.week_start,
    updated_at = now();

  -- Whoever watches sees it, and what is refreshed by its input is due at once.
  perform pg_notify('tidemark', save_settings.company_id);
  perform pg_stat_force_next_flush();
end
$$;

comment on function api.save_settings(text, text, text, integer) is
  'Saves a company''s time zone, currency and first day of the week, and adds up its days anew if the zone changed.';

-- The analyst changes nothing.
revoke execute on function api.save_settings(text, text, text, integer) from tidemark_analyst;
