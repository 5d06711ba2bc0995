-- The audit of deliveries: which words of a payload are about a person, and the failures of one company.

create table ops.personal_keys (
  key text primary key,
  what text not null,
  but_not_inside text[] not null default '{}',
  constraint key_is_a_word_or_the_end_of_one check (key ~ '^[*]?[a-z0-9_]+$')
);
comment on table ops.personal_keys is
  'One row per name of a field (or a family of them: "*_email") whose value is about a person, or a secret: whoever looks at a delivery '
  'sees it only when they ask for it (core.masked).';
comment on column ops.personal_keys.key is 'The name in a payload, lower case; "*" at its beginning stands for anything.';
comment on column ops.personal_keys.what is 'What it holds.';
comment on column ops.personal_keys.but_not_inside is 'Objects in which that name is a thing''s and no person''s: the name of a product.';

insert into ops.personal_keys (key, what, but_not_inside) values
  ('name', 'name', array[
    'product', 'access_pass', 'plan', 'current_plan', 'company', 'account', 'experience', 'course', 'lesson', 'chapter', 'channel',
    'promo_code', 'app', 'bot']),
  ('*first_name', 'name', default),
  ('*last_name', 'name', default),
  ('*full_name', 'name', default),
  ('*display_name', 'name', default),
  ('*user_name', 'name', default),
  ('*member_name', 'name', default),
  ('*customer_name', 'name', default),
  ('*buyer_name', 'name', default),
  ('*holder_name', 'name', default),
  ('*cardholder', 'name', default),
  ('*username', 'user name', default),
  ('*nickname', 'user name', default),
  ('*handle', 'user name', default),
  ('*social_accounts', 'user name', default),
  ('*email', 'e-mail address', default),
  ('*emails', 'e-mail address', default),
  ('*email_address', 'e-mail address', default),
  ('*phone', 'telephone number', default),
  ('*phone_number', 'telephone number', default),
  ('*address', 'postal address, or where money or a computer is', default),
  ('*address_line1', 'postal address', default),
  ('*address_line2', 'postal address', default),
  ('line1', 'postal address', default),
  ('line2', 'postal address', default),
  ('street', 'postal address', default),
  ('city', 'postal address', default),
  ('*postal_code', 'postal address', default),
  ('*zip', 'postal address', default),
  ('*zip_code', 'postal address', default),
  ('*ip', 'network address', default),
  ('*ip_address', 'network address', default),
  ('latitude', 'place', default),
  ('longitude', 'place', default),
  ('*birth', 'date of birth', default),
  ('*birthday', 'date of birth', default),
  ('*birthdate', 'date of birth', default),
  ('*tax_id', 'number of a person', default),
  ('*vat_number', 'number of a person', default),
  ('*ssn', 'number of a person', default),
  ('bio', 'what a person says of themselves', default),
  ('*picture', 'picture', default),
  ('*picture_url', 'picture', default),
  ('*profile_pic_url', 'picture', default),
  ('*avatar', 'picture', default),
  ('*avatar_url', 'picture', default),
  ('*card_last4', 'digits of a card', default),
  ('*card_last_4', 'digits of a card', default),
  ('*last4', 'digits of a card', default),
  ('*last_4', 'digits of a card', default),
  ('*issuer_identification_number', 'digits of a card', default),
  ('*card_number', 'digits of a card', default),
  ('*account_number', 'digits of an account', default),
  ('*routing_number', 'digits of an account', default),
  ('*iban', 'digits of an account', default),
  ('*fingerprint', 'key', default),
  ('*license_key', 'key', default),
  ('*api_key', 'key', default),
  ('*secret', 'key', default),
  ('*password', 'key', default),
  ('*token', 'key', default),
  ('*signature', 'key', default),
  ('content', 'what a person wrote', default),
  ('*cancellation_reason', 'what a person wrote', default),
  ('*answer', 'what a person wrote', default),
  ('*custom_field_responses', 'what a person wrote', default),
  ('*custom_fields_responses', 'what a person wrote', default),
  ('*metadata', 'whatever the seller keeps there, about people more often than not', default),
  ('*evidence', 'what was said in a dispute', default),
  ('customer_communication', 'what was said in a dispute', default);

-- The failures of a company, newest first. Written only where a delivery fails.
create index failures_by_company on ops.failures (company_id, raw_seq);
comment on column ops.failures.company_id is 'Whose it is: the company that it names, or whose it had been found to be; null: not known.';
