import { decides, disputes, ends, joins, offers, pays, refunds } from "./deeds";
import { story } from "./story";

story("Tax is inside what the buyer pays, and Whop's fee comes off the rest", {}, (s) => {
  s.told(
    joins("Ada", "2026-01-05 10:00", "month"),
    pays("Ada", "2026-01-05 10:00", "49.00", { tax: "4.90", fee: "2.47" }),
    pays("Ada", "2026-02-04 10:00", "49.00", { tax: "4.90", fee: "2.47" }),
  );
  // 53.90 − 4.90 − 2.47 = 46.53
  s.revenue(`
    day         gross  tax   fees  net    payments
    2026-01-05  53.90  4.90  2.47  46.53  1
    2026-02-04  53.90  4.90  2.47  46.53  1`);
  s.mrr(`
    day         new    net_new  customers_new
    2026-01-05  49.00  49.00    1`);
  s.students(`
    day         joins
    2026-01-05  1`);
  s.between("2026-01-01", "2026-03-01").expect({
    gross_revenue: "107.80",
    tax: "9.80",
    fees: "4.94",
    net_revenue: "93.06",
    payments: 2,
  });
});

story("A year is refunded in part and another in full, each in a later month", {}, (s) => {
  const by = "v1 of 2026-09-02";
  s.told(
    offers("year", "2026-01-01 09:00", { price: "480.00", days: 365 }),
    joins("Ada", "2026-01-10 12:00", "year", { by }),
    pays("Ada", "2026-01-10 12:00", "480.00", { by }),
    joins("Ben", "2026-01-12 12:00", "year", { by }),
    pays("Ben", "2026-01-12 12:00", "480.00", { by }),
    joins("Cleo", "2026-03-03 12:00", "year", { by }),
    pays("Cleo", "2026-03-03 12:00", "480.00", { by }),
    refunds("Ada", "2026-03-05 12:00", "100.00", { by }),
    refunds("Ben", "2026-04-07 12:00", "480.00", { by }),
    ends("Ben", "2026-04-07 12:00", "canceled", { by }),
  );
  s.revenue(`
    day         gross   refunds  net      payments  refunded_payments
    2026-01-10  480.00  .        480.00   1         .
    2026-01-12  480.00  .        480.00   1         .
    2026-03-03  480.00  .        480.00   1         .
    2026-03-05  .       100.00   -100.00  .         1
    2026-04-07  .       480.00   -480.00  .         1`);
  // Giving money back changes no MRR; that Ben goes does.
  s.mrr(`
    day         new    churn  net_new  customers_new  customers_churned
    2026-01-10  40.00  .      40.00    1              .
    2026-01-12  40.00  .      40.00    1              .
    2026-03-03  40.00  .      40.00    1              .
    2026-04-07  .      40.00  -40.00   .              1`);
  s.students(`
    day         joins  leaves
    2026-01-10  1      .
    2026-01-12  1      .
    2026-03-03  1      .
    2026-04-07  .      1`);
  s.between("2026-01-01", "2026-02-01").expect({
    net_revenue: "960.00",
    refunds: "0.00",
    refunded_payments: 0,
    refund_amount_rate: "0 / 960",
    // Both payments of January have a refund by now.
    refund_rate: "2 / 2",
  });
  s.between("2026-03-01", "2026-04-01").expect({
    net_revenue: "380.00",
    refunds: "100.00",
    refunded_payments: 1,
    refund_amount_rate: "100 / 480",
    refund_rate: "0 / 1",
  });
  s.between("2026-04-01", "2026-05-01").expect({
    net_revenue: "-480.00",
    refund_amount_rate: null,
    refund_rate: null,
    churned_mrr: "40.00",
  });
  s.between("2026-01-01", "2026-05-01").expect({
    net_revenue: "860.00",
    refund_rate: "2 / 3",
    refund_amount_rate: "580 / 1440",
  });
});

story("Refunds together never exceed the charge, and one that is pending or failed is none", {}, (s) => {
  s.told(
    joins("Ada", "2026-01-10 12:00", "month"),
    pays("Ada", "2026-01-10 12:00", "49.00"),
    refunds("Ada", "2026-01-12 12:00", "30.00"),
    refunds("Ada", "2026-01-13 12:00", "10.00", { status: "pending" }),
    refunds("Ada", "2026-01-14 12:00", "10.00", { status: "failed" }),
    refunds("Ada", "2026-01-15 12:00", "30.00"),
  );
  s.revenue(`
    day         gross  refunds  net     payments  refunded_payments
    2026-01-10  49.00  .        49.00   1         .
    2026-01-12  .      30.00    -30.00  .         1
    2026-01-15  .      19.00    -19.00  .         .`);
  s.mrr(`
    day         new    net_new  customers_new
    2026-01-10  49.00  49.00    1`);
  s.students(`
    day         joins
    2026-01-10  1`);
  s.between("2026-01-01", "2026-02-01").expect({
    net_revenue: "0.00",
    refunds: "49.00",
    refunded_payments: 1,
    refund_rate: "1 / 1",
    refund_amount_rate: "49 / 49",
  });
});

story("A refund told by the refund, and again by the payment, is one", {}, (s) => {
  s.told(
    joins("Ada", "2026-01-10 12:00", "month"),
    pays("Ada", "2026-01-10 12:00", "49.00", { by: ["v1", "v5", "v2"] }),
    refunds("Ada", "2026-02-03 12:00", "20.00", { by: ["v1", "v5"] }),
    // The payment's own sum: 20 and 9.
    refunds("Ada", "2026-02-10 12:00", "9.00", { form: "payment" }),
  );
  s.revenue(`
    day         gross  refunds  net     payments  refunded_payments
    2026-01-10  49.00  .        49.00   1         .
    2026-02-03  .      20.00    -20.00  .         1
    2026-02-10  .      9.00     -9.00   .         .`);
  s.mrr(`
    day         new    net_new  customers_new
    2026-01-10  49.00  49.00    1`);
  s.students(`
    day         joins
    2026-01-10  1`);
  s.between("2026-02-01", "2026-03-01").expect({
    refunds: "29.00",
    refunded_payments: 1,
    refund_amount_rate: null,
  });
});

story("A dispute is won, and the money comes back", {}, (s) => {
  s.told(
    offers("for life", "2026-01-01 09:00", { price: "199.00", kind: "one_time" }),
    joins("Ada", "2026-01-10 12:00", "for life", { status: "completed" }),
    pays("Ada", "2026-01-10 12:00", "199.00"),
    joins("Ben", "2026-01-20 12:00", "for life", { status: "completed" }),
    pays("Ben", "2026-01-20 12:00", "199.00"),
    disputes("Ada", "2026-02-01 12:00"),
    decides("Ada", "2026-03-05 12:00", "won"),
  );
  s.revenue(`
    day         gross   disputes  dispute_reversals  net      payments  disputed_payments
    2026-01-10  199.00  .         .                  199.00   1         .
    2026-01-20  199.00  .         .                  199.00   1         .
    2026-02-01  .       199.00    .                  -199.00  .         1
    2026-03-05  .       .         199.00             199.00   .         .`);
  s.students(`
    day         joins
    2026-01-10  1
    2026-01-20  1`);
  // 22 days after it was paid.
  s.between("2026-01-01", "2026-02-01").expect({ net_revenue: "398.00", dispute_rate_by_purchase: "1 / 2" });
  s.between("2026-02-01", "2026-03-01").expect({
    net_revenue: "-199.00",
    disputes: "199.00",
    dispute_reversals: "0.00",
  });
  s.between("2026-03-01", "2026-04-01").expect({
    net_revenue: "199.00",
    disputes: "0.00",
    dispute_reversals: "199.00",
  });
  // From 6 January to 4 February: one dispute, two payments. From 30 January on no payment.
  s.at("2026-02-05").expect({ dispute_rate_filed: "1 / 2" });
  s.at("2026-03-01").expect({ dispute_rate_filed: null });
});

story("A dispute is lost, 41 days after the payment", {}, (s) => {
  const by = "v5";
  s.told(
    joins("Ada", "2026-01-10 12:00", "month", { by }),
    pays("Ada", "2026-01-10 12:00", "49.00", { by }),
    pays("Ada", "2026-02-09 12:00", "49.00", { by }),
    disputes("Ada", "2026-02-20 12:00", { by, of: 1 }),
    decides("Ada", "2026-03-05 12:00", "lost", { by, of: 1 }),
  );
  s.revenue(`
    day         gross  disputes  net     payments  disputed_payments
    2026-01-10  49.00  .         49.00   1         .
    2026-02-09  49.00  .         49.00   1         .
    2026-02-20  .      49.00     -49.00  .         1`);
  s.mrr(`
    day         new    net_new  customers_new
    2026-01-10  49.00  49.00    1`);
  s.students(`
    day         joins
    2026-01-10  1`);
  s.between("2026-01-01", "2026-02-01").expect({ net_revenue: "49.00", dispute_rate_by_purchase: "0 / 1" });
  s.between("2026-01-01", "2026-04-01").expect({
    net_revenue: "49.00",
    disputes: "49.00",
    dispute_reversals: "0.00",
  });
  s.at("2026-03-01").expect({ dispute_rate_filed: "1 / 1" });
});

story("Disputes on the 28th day after the payment, and on the 29th", {}, (s) => {
  s.told(
    offers("for life", "2026-01-01 09:00", { price: "10.00", kind: "one_time" }),
    joins("Ada", "2026-01-10 12:00", "for life", { status: "completed" }),
    pays("Ada", "2026-01-10 12:00", "10.00"),
    joins("Ben", "2026-01-11 12:00", "for life", { status: "completed" }),
    pays("Ben", "2026-01-11 12:00", "10.00"),
    joins("Cleo", "2026-01-12 12:00", "for life", { status: "completed" }),
    pays("Cleo", "2026-01-12 12:00", "10.00"),
    disputes("Ada", "2026-02-07 11:00"), // 27 days and 23 hours
    disputes("Ben", "2026-02-08 13:00"), // 28 days and an hour
  );
  s.revenue(`
    day         gross  disputes  net     payments  disputed_payments
    2026-01-10  10.00  .         10.00   1         .
    2026-01-11  10.00  .         10.00   1         .
    2026-01-12  10.00  .         10.00   1         .
    2026-02-07  .      10.00     -10.00  .         1
    2026-02-08  .      10.00     -10.00  .         1`);
  s.students(`
    day         joins
    2026-01-10  1
    2026-01-11  1
    2026-01-12  1`);
  s.between("2026-01-01", "2026-02-01").expect({ dispute_rate_by_purchase: "1 / 3" });
  s.at("2026-02-09").expect({ dispute_rate_filed: "2 / 3" }); // From 10 January on.
});

story("An inquiry moves no money, and its end gives none back", {}, (s) => {
  s.told(
    joins("Ada", "2026-01-10 12:00", "month"),
    pays("Ada", "2026-01-10 12:00", "49.00"),
    disputes("Ada", "2026-01-20 12:00", { inquiry: true }),
    decides("Ada", "2026-02-05 12:00", "warning_closed", { inquiry: true }),
  );
  s.revenue(`
    day         gross  net    payments
    2026-01-10  49.00  49.00  1`);
  s.mrr(`
    day         new    net_new  customers_new
    2026-01-10  49.00  49.00    1`);
  s.students(`
    day         joins
    2026-01-10  1`);
  s.between("2026-01-01", "2026-02-01").expect({ disputes: "0.00", dispute_rate_by_purchase: "0 / 1" });
  s.at("2026-02-01").expect({ dispute_rate_filed: "0 / 1" });
});

story("Everything is told by two hooks, in two dialects, and counts once", {}, (s) => {
  const by = ["v1" as const, "v5" as const];
  s.told(
    joins("Ada", "2026-01-05 10:00", "month", { by }),
    pays("Ada", "2026-01-05 10:00", "49.00", { by, fee: "2.47" }),
    pays("Ada", "2026-02-04 10:00", "49.00", { by, fee: "2.47" }),
    refunds("Ada", "2026-02-06 10:00", "49.00", { by }),
    disputes("Ada", "2026-02-07 10:00", { by, of: 1 }),
    ends("Ada", "2026-02-08 10:00", "canceled", { by }),
  );
  s.revenue(`
    day         gross  fees  refunds  disputes  net     payments  refunded_payments  disputed_payments
    2026-01-05  49.00  2.47  .        .         46.53   1         .                  .
    2026-02-04  49.00  2.47  .        .         46.53   1         .                  .
    2026-02-06  .      .     49.00    .         -49.00  .         1                  .
    2026-02-07  .      .     .        49.00     -49.00  .         .                  1`);
  s.mrr(`
    day         new    churn  net_new  customers_new  customers_churned
    2026-01-05  49.00  .      49.00    1              .
    2026-02-08  .      49.00  -49.00   .              1`);
  s.students(`
    day         joins  leaves
    2026-01-05  1      .
    2026-02-08  .      1`);
  s.between("2026-01-01", "2026-03-01").expect({ net_revenue: "-4.94", payments: 2, total_users: 1 });
});
