-- requires: core.desired_payments, core.desired_refunds, core.desired_disputes
-- core.drop_untold(object, company_ids, ids): takes out of core.payments, core.refunds or core.disputes those of these objects that no
-- event tells of any more: another reading of their deliveries may have found something else in them.
-- `offset 0` makes each be looked up by its key; else the planner works out the whole view and joins that (a hundred times slower).
create or replace function core.drop_untold(object text, company_ids text[], ids text[]) returns void
language plpgsql
set search_path = ''
as $$
begin
  case object
    when 'payment' then
      delete from core.payments as payment
      using unnest(drop_untold.company_ids, drop_untold.ids) as touched (company_id, id)
      where payment.company_id = touched.company_id
        and payment.payment_id = touched.id
        and not exists (
          select from core.desired_payments as desired
          where desired.company_id = touched.company_id and desired.payment_id = touched.id offset 0);
    when 'refund' then
      delete from core.refunds as refund
      using unnest(drop_untold.company_ids, drop_untold.ids) as touched (company_id, id)
      where refund.company_id = touched.company_id
        and refund.refund_id = touched.id
        and not exists (
          select from core.desired_refunds as desired
          where desired.company_id = touched.company_id and desired.refund_id = touched.id offset 0);
    when 'dispute' then
      delete from core.disputes as dispute
      using unnest(drop_untold.company_ids, drop_untold.ids) as touched (company_id, id)
      where dispute.company_id = touched.company_id
        and dispute.dispute_id = touched.id
        and not exists (
          select from core.desired_disputes as desired
          where desired.company_id = touched.company_id and desired.dispute_id = touched.id offset 0);
    else
      null;
  end case;
end
$$;

comment on function core.drop_untold(text, text[], text[]) is 'Takes out those payments, refunds or disputes that no event tells of any more.';
