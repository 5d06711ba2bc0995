insert into core.users (company_id, user_id, first_seen_at, last_seen_at, username_told, name_told)
select
  company.company_id,
  bench.id('user_', person.person),
  person.first_seen_at,
  person.last_seen_at,
  core.telling('user' || person.person, core.iso(person.first_seen_at), 'msg_' || person.seq),
  core.telling('Person ' || person.person, core.iso(person.first_seen_at), 'msg_' || person.seq)
from (
  select membership.company, membership.person, min(membership.joined_at) as first_seen_at, max(standing.seen_at) as last_seen_at,
    min(standing.told_seq) as seq
  from bench.memberships as membership
  join bench.standings as standing on standing.membership = membership.nth
  group by membership.company, membership.person
) as person
join bench.companies as company on company.nth = person.company
