-- metrics.figure_parts: what each figure is made of. One row per figure and list of things that it adds up; api.figure_entries reads it.
-- part: the figure itself ('value'), or what of it is divided ('numerator') by what ('denominator'); lifetime value is a quotient of two
-- quotients, (mrr ÷ customers) ÷ (churned ÷ customers before), and its parts are called that.
-- source: a ledger's entries of these kinds; or whose subscriptions made up a standing; or the things that a figure counts.
-- which: null, what they add is money; else they are counted, all or those of which it is true.
-- span: 'period' is from_at to to_at; 'end' and 'start' are those instants; '30 days' are the last before to_at and '30 days ago' their
-- start; 'day', '7 days' and 'month' are calendar days that end with the period's last.

create view metrics.figure_parts as
select figure, row_number() over (partition by figure order by nth)::smallint as list, part, source, kinds, which, factor, span
from (
  values
    (1, 'gross_revenue', 'value', 'revenue', '{charge}'::text[], null, 1, 'period'),
    (1, 'net_revenue', 'value', 'revenue', '{charge,tax,fee,refund,dispute,dispute_reversal}', null, 1, 'period'),
    (1, 'tax', 'value', 'revenue', '{tax}', null, -1, 'period'),
    (1, 'fees', 'value', 'revenue', '{fee}', null, -1, 'period'),
    (1, 'refunds', 'value', 'revenue', '{refund}', null, -1, 'period'),
    (1, 'disputes', 'value', 'revenue', '{dispute}', null, -1, 'period'),
    (1, 'dispute_reversals', 'value', 'revenue', '{dispute_reversal}', null, 1, 'period'),
    (1, 'payments', 'value', 'revenue', '{charge}', 'counted', 1, 'period'),
    (1, 'failed_payments', 'value', 'revenue', '{failure}', 'counted', 1, 'period'),
    (1, 'refunded_payments', 'value', 'revenue', '{refund}', 'counted', 1, 'period'),
    (1, 'refund_amount_rate', 'numerator', 'revenue', '{refund}', null, -1, 'period'),
    (2, 'refund_amount_rate', 'denominator', 'revenue', '{charge}', null, 1, 'period'),
    (1, 'refund_rate', 'numerator', 'revenue', '{charge}', 'were refunded', 1, 'period'),
    (2, 'refund_rate', 'denominator', 'revenue', '{charge}', 'counted', 1, 'period'),
    (1, 'dispute_rate_filed', 'numerator', 'revenue', '{dispute}', 'counted', 1, '30 days'),
    (2, 'dispute_rate_filed', 'denominator', 'revenue', '{charge}', 'counted', 1, '30 days'),
    (1, 'dispute_rate_by_purchase', 'numerator', 'revenue', '{charge}', 'were disputed within 28 days', 1, 'period'),
    (2, 'dispute_rate_by_purchase', 'denominator', 'revenue', '{charge}', 'counted', 1, 'period'),
    (1, 'payment_failure_rate', 'numerator', 'revenue', '{failure}', 'counted', 1, 'period'),
    (2, 'payment_failure_rate', 'denominator', 'revenue', '{failure}', 'counted', 1, 'period'),
    (3, 'payment_failure_rate', 'denominator', 'revenue', '{charge}', 'paid at first', 1, 'period'),
    (1, 'recovery_rate', 'numerator', 'revenue', '{failure}', 'paid within 30 days', 1, 'period'),
    (2, 'recovery_rate', 'denominator', 'revenue', '{failure}', 'counted', 1, 'period'),

    (1, 'mrr', 'value', 'standing mrr', null, null, 1, 'end'),
    (1, 'arr', 'value', 'standing mrr', null, null, 12, 'end'),
    (1, 'net_new_mrr', 'value', 'mrr', '{new,reactivation,expansion,contraction,churn}', null, 1, 'period'),
    (1, 'new_mrr', 'value', 'mrr', '{new}', null, 1, 'period'),
    (1, 'reactivation_mrr', 'value', 'mrr', '{reactivation}', null, 1, 'period'),
    (1, 'expansion_mrr', 'value', 'mrr', '{expansion}', null, 1, 'period'),
    (1, 'contraction_mrr', 'value', 'mrr', '{contraction}', null, -1, 'period'),
    (1, 'churned_mrr', 'value', 'mrr', '{churn}', null, -1, 'period'),
    (1, 'paying_customers', 'value', 'standing customers', null, null, 1, 'end'),
    (1, 'new_customers', 'value', 'mrr', '{new}', 'counted', 1, 'period'),
    (1, 'reactivated_customers', 'value', 'mrr', '{reactivation}', 'counted', 1, 'period'),
    (1, 'churned_customers', 'value', 'mrr', '{churn}', 'counted', 1, 'period'),
    (1, 'arpu', 'numerator', 'standing mrr', null, null, 1, 'end'),
    (2, 'arpu', 'denominator', 'standing customers', null, null, 1, 'end'),
    (1, 'customer_churn_rate', 'numerator', 'mrr', '{churn}', 'counted', 1, 'period'),
    (2, 'customer_churn_rate', 'denominator', 'standing customers', null, null, 1, 'start'),
    (1, 'gross_mrr_churn_rate', 'numerator', 'mrr', '{contraction,churn}', null, -1, 'period'),
    (2, 'gross_mrr_churn_rate', 'denominator', 'standing mrr', null, null, 1, 'start'),
    (1, 'gross_revenue_retention', 'numerator', 'standing mrr', null, null, 1, 'start'),
    (2, 'gross_revenue_retention', 'numerator', 'mrr', '{contraction,churn}', null, 1, 'period'),
    (3, 'gross_revenue_retention', 'denominator', 'standing mrr', null, null, 1, 'start'),
    (1, 'net_revenue_retention', 'numerator', 'standing mrr', null, null, 1, 'start'),
    (2, 'net_revenue_retention', 'numerator', 'mrr', '{reactivation,expansion,contraction,churn}', null, 1, 'period'),
    (3, 'net_revenue_retention', 'denominator', 'standing mrr', null, null, 1, 'start'),
    (1, 'lifetime_value', 'mrr', 'standing mrr', null, null, 1, 'end'),
    (2, 'lifetime_value', 'customers', 'standing customers', null, null, 1, 'end'),
    (3, 'lifetime_value', 'churned', 'mrr', '{churn}', 'counted', 1, '30 days'),
    (4, 'lifetime_value', 'customers before', 'standing customers', null, null, 1, '30 days ago'),
    (1, 'quick_ratio', 'numerator', 'mrr', '{new,reactivation,expansion}', null, 1, 'period'),
    (2, 'quick_ratio', 'denominator', 'mrr', '{contraction,churn}', null, -1, 'period'),
    (1, 'mrr_at_risk', 'value', 'subscriptions', null, null, 1, 'end'),
    (1, 'trials_started', 'value', 'trials', null, 'counted', 1, 'period'),
    (1, 'trial_conversion_rate', 'numerator', 'trials', null, 'reached MRR', 1, 'period'),
    (2, 'trial_conversion_rate', 'denominator', 'trials', null, 'counted', 1, 'period'),

    (1, 'students', 'value', 'standing students', null, null, 1, 'end'),
    (1, 'students_joined', 'value', 'access', '{joined}', null, 1, 'period'),
    (1, 'students_left', 'value', 'access', '{left}', null, -1, 'period'),
    (1, 'total_users', 'value', 'users', null, 'counted', 1, 'end'),
    (1, 'active_users', 'value', 'active users', null, 'counted', 1, 'day'),
    (1, 'weekly_active_users', 'value', 'active users', null, 'counted', 1, '7 days'),
    (1, 'monthly_active_users', 'value', 'active users', null, 'counted', 1, 'month'),
    (1, 'stickiness', 'numerator', 'active users', null, 'counted', 1, 'day'),
    (2, 'stickiness', 'denominator', 'active users', null, 'counted', 1, 'month'),
    (1, 'activity_events', 'value', 'activity', null, 'counted', 1, 'period')
) as part (nth, figure, part, source, kinds, which, factor, span);

comment on view metrics.figure_parts is
  'What each figure is made of: one row per figure and list of things that it adds up, with what they are and how they count.';
