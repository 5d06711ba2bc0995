-- requires: metrics.restatements_since
-- metrics.restatements: which days changed after they were over, when, by how much, and because of which delivery, ever. One row per
-- company, currency, day, delivery and day of posting. By which rule stands in metrics.restatements_since, which also is quicker where
-- only what was posted lately is asked for.

create view metrics.restatements as
select * from metrics.restatements_since('-infinity');

comment on view metrics.restatements is
  'Which days changed after they were over: "yesterday changed by −49.00 because of refund rf_…, told by delivery 1234 at 14:07". '
  'A day is restated by what was posted on a later day than it falls on; history that is being imported restates nothing.';
