-- requires: metrics.mrr_known_at
-- metrics.desired_mrr_daily: what metrics.mrr_daily should say: the MRR ledger added up by day of the company's time zone.

create view metrics.desired_mrr_daily as
select * from metrics.mrr_known_at('infinity');

comment on view metrics.desired_mrr_daily is 'What metrics.mrr_daily should say: the MRR ledger added up by day.';
