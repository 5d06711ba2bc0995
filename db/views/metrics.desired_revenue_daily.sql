-- requires: metrics.revenue_known_at
-- metrics.desired_revenue_daily: what metrics.revenue_daily should say: the revenue ledger added up by day of the company's time zone.

create view metrics.desired_revenue_daily as
select * from metrics.revenue_known_at('infinity');

comment on view metrics.desired_revenue_daily is 'What metrics.revenue_daily should say: the revenue ledger added up by day.';
