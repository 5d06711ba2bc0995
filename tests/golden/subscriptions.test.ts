import { becomes, cancels, changes, ends, fails, joins, offers, pays, returns, stays } from "./deeds";
import { story } from "./story";

story("A month is paid, and renewed", {}, (s) => {
  s.told(
    joins("Ada", "2026-01-05 10:00", "month"),
    pays("Ada", "2026-01-05 10:00", "49.00"),
    pays("Ada", "2026-02-04 10:00", "49.00"),
  );
  s.revenue(`
    day         gross  net    payments
    2026-01-05  49.00  49.00  1
    2026-02-04  49.00  49.00  1`);
  s.mrr(`
    day         new    net_new  customers_new
    2026-01-05  49.00  49.00    1`);
  s.students(`
    day         joins
    2026-01-05  1`);
  s.at("2026-01-05 10:00").expect({ mrr: "0.00", paying_customers: 0, students: 0, arpu: null });
  s.at("2026-01-06").expect({ mrr: "49.00", arr: "588.00", paying_customers: 1, students: 1, arpu: "49.00" });
  s.between("2026-01-01", "2026-02-01").expect({
    gross_revenue: "49.00",
    net_revenue: "49.00",
    payments: 1,
    new_mrr: "49.00",
    net_new_mrr: "49.00",
    new_customers: 1,
    students_joined: 1,
    total_users: 1,
    // Nobody paid when it began: there is nothing to divide by.
    customer_churn_rate: null,
    gross_mrr_churn_rate: null,
    gross_revenue_retention: null,
    net_revenue_retention: null,
    quick_ratio: null,
    refund_rate: "0 / 1",
  });
  s.between("2026-02-01", "2026-03-01").expect({
    net_revenue: "49.00",
    payments: 1,
    net_new_mrr: "0.00",
    customer_churn_rate: "0 / 1",
    gross_revenue_retention: "49 / 49",
    net_revenue_retention: "49 / 49",
    quick_ratio: null,
    lifetime_value: null,
  });
});

story("A customer moves to a dearer plan in the middle of a period", {}, (s) => {
  const by = "v1 of 2026-09-02";
  s.told(
    offers("basic", "2026-01-01 09:00", { price: "49.00" }),
    offers("pro", "2026-01-01 09:00", { price: "99.00" }),
    joins("Ada", "2026-01-05 10:00", "basic", { by }),
    pays("Ada", "2026-01-05 10:00", "49.00", { by }),
    changes("Ada", "2026-01-20 14:00", "pro", { by }),
    pays("Ada", "2026-01-20 14:00", "99.00", { by, reason: "subscription_update" }),
    pays("Ada", "2026-02-19 14:00", "99.00", { by }),
  );
  s.revenue(`
    day         gross  net    payments
    2026-01-05  49.00  49.00  1
    2026-01-20  99.00  99.00  1
    2026-02-19  99.00  99.00  1`);
  s.mrr(`
    day         new    expansion  net_new  customers_new
    2026-01-05  49.00  .          49.00    1
    2026-01-20  .      50.00      50.00    .`);
  s.students(`
    day         joins
    2026-01-05  1`);
  s.at("2026-01-20").expect({ mrr: "49.00", paying_customers: 1 });
  s.at("2026-01-21").expect({ mrr: "99.00", paying_customers: 1, arpu: "99.00" });
  s.between("2026-01-10", "2026-02-10").expect({
    net_revenue: "99.00",
    expansion_mrr: "50.00",
    contraction_mrr: "0.00",
    net_new_mrr: "50.00",
    new_customers: 0,
    gross_revenue_retention: "49 / 49",
    net_revenue_retention: "99 / 49",
    quick_ratio: null,
  });
});

story("A customer moves to a cheaper plan", {}, (s) => {
  s.told(
    offers("basic", "2026-01-01 09:00", { price: "49.00" }),
    offers("pro", "2026-01-01 09:00", { price: "99.00" }),
    joins("Ada", "2026-01-05 10:00", "pro"),
    pays("Ada", "2026-01-05 10:00", "99.00"),
    changes("Ada", "2026-01-20 14:00", "basic"),
    pays("Ada", "2026-02-04 10:00", "49.00"),
  );
  s.revenue(`
    day         gross  net    payments
    2026-01-05  99.00  99.00  1
    2026-02-04  49.00  49.00  1`);
  // What it costs from now on counts from now on, though the first cheaper payment comes later.
  s.mrr(`
    day         new    contraction  net_new  customers_new
    2026-01-05  99.00  .            99.00    1
    2026-01-20  .      50.00        -50.00   .`);
  s.students(`
    day         joins
    2026-01-05  1`);
  s.between("2026-01-10", "2026-02-10").expect({
    contraction_mrr: "50.00",
    churned_mrr: "0.00",
    churned_customers: 0,
    customer_churn_rate: "0 / 1",
    gross_mrr_churn_rate: "50 / 99",
    gross_revenue_retention: "49 / 99",
    net_revenue_retention: "49 / 99",
    quick_ratio: "0 / 50",
  });
});

story("Of two memberships of one customer one ends", {}, (s) => {
  const by = "v5";
  s.told(
    joins("Ada", "2026-01-05 10:00", "month", { by }),
    pays("Ada", "2026-01-05 10:00", "49.00", { by }),
    joins("Ada#2", "2026-01-12 10:00", "extra", { by }),
    pays("Ada#2", "2026-01-12 10:00", "20.00", { by }),
    pays("Ada", "2026-02-04 10:00", "49.00", { by }),
    ends("Ada#2", "2026-02-11 10:00", "expired", { by }),
  );
  s.revenue(`
    day         gross  net    payments
    2026-01-05  49.00  49.00  1
    2026-01-12  20.00  20.00  1
    2026-02-04  49.00  49.00  1`);
  s.mrr(`
    day         new    expansion  contraction  net_new  customers_new
    2026-01-05  49.00  .          .            49.00    1
    2026-01-12  .      20.00      .            20.00    .
    2026-02-11  .      .          20.00        -20.00   .`);
  s.students(`
    day         joins
    2026-01-05  1`);
  s.at("2026-02-01").expect({ mrr: "69.00", paying_customers: 1, students: 1, arpu: "69.00" });
  s.at("2026-02-12").expect({ mrr: "49.00", paying_customers: 1, students: 1, arpu: "49.00" });
  s.between("2026-02-01", "2026-03-01").expect({
    churned_customers: 0,
    contraction_mrr: "20.00",
    gross_revenue_retention: "49 / 69",
    total_users: 1,
  });
});

story("A customer churns and comes back, at another price", {}, (s) => {
  s.told(
    joins("Ada", "2026-01-05 10:00", "month"),
    pays("Ada", "2026-01-05 10:00", "49.00"),
    ends("Ada", "2026-02-04 10:00", "canceled"),
    returns("Ada", "2026-04-01 12:00"),
    pays("Ada", "2026-04-01 12:00", "59.00"),
  );
  s.revenue(`
    day         gross  net    payments
    2026-01-05  49.00  49.00  1
    2026-04-01  59.00  59.00  1`);
  s.mrr(`
    day         new    reactivation  churn  net_new  customers_new  customers_reactivated  customers_churned
    2026-01-05  49.00  .             .      49.00    1              .                      .
    2026-02-04  .      .             49.00  -49.00   .              .                      1
    2026-04-01  .      59.00         .      59.00    .              1                      .`);
  s.students(`
    day         joins  leaves
    2026-01-05  1      .
    2026-02-04  .      1
    2026-04-01  1      .`);
  s.at("2026-03-01").expect({
    mrr: "0.00",
    paying_customers: 0,
    students: 0,
    arpu: null,
    lifetime_value: null,
  });
  s.between("2026-02-01", "2026-03-01").expect({
    churned_mrr: "49.00",
    churned_customers: 1,
    customer_churn_rate: "1 / 1",
    gross_mrr_churn_rate: "49 / 49",
    gross_revenue_retention: "0 / 49",
    net_revenue_retention: "0 / 49",
    quick_ratio: "0 / 49",
    students_left: 1,
  });
  s.between("2026-04-01", "2026-05-01").expect({
    reactivation_mrr: "59.00",
    reactivated_customers: 1,
    new_mrr: "0.00",
    new_customers: 0,
    net_revenue_retention: null,
    quick_ratio: null,
    students_joined: 1,
  });
  s.between("2026-01-20", "2026-04-20").expect({
    net_new_mrr: "10.00",
    gross_revenue_retention: "0 / 49",
    net_revenue_retention: "59 / 49", // 49 + 59 − 49
    quick_ratio: "59 / 49",
  });
});

story("A plan of three payments is fully paid", {}, (s) => {
  s.told(
    joins("Ada", "2026-01-05 10:00", "three payments"),
    pays("Ada", "2026-01-05 10:00", "100.00"),
    pays("Ada", "2026-02-04 10:00", "100.00"),
    pays("Ada", "2026-03-06 10:00", "100.00"),
    becomes("Ada", "2026-04-05 10:00", "completed"),
  );
  s.revenue(`
    day         gross   net     payments
    2026-01-05  100.00  100.00  1
    2026-02-04  100.00  100.00  1
    2026-03-06  100.00  100.00  1`);
  // It brings nothing from now on: its MRR goes, the student stays.
  s.mrr(`
    day         new     churn   net_new  customers_new  customers_churned
    2026-01-05  100.00  .       100.00   1              .
    2026-04-05  .       100.00  -100.00  .              1`);
  s.students(`
    day         joins
    2026-01-05  1`);
  s.at("2026-04-06").expect({ mrr: "0.00", paying_customers: 0, students: 1 });
});

story("A payment fails twice, is owed, and goes through in the end", {}, (s) => {
  s.told(
    joins("Ada", "2026-01-05 10:00", "month"),
    pays("Ada", "2026-01-05 10:00", "49.00"),
    fails("Ada", "2026-02-04 10:00", "49.00"),
    becomes("Ada", "2026-02-04 10:00", "past_due"),
    fails("Ada", "2026-02-06 10:00", "49.00"),
    pays("Ada", "2026-02-09 10:00", "49.00"),
  );
  s.revenue(`
    day         gross  net    payments  failed_payments
    2026-01-05  49.00  49.00  1         .
    2026-02-04  .      .      .         1
    2026-02-09  49.00  49.00  1         .`);
  s.mrr(`
    day         new    net_new  customers_new
    2026-01-05  49.00  49.00    1`);
  s.students(`
    day         joins
    2026-01-05  1`);
  s.at("2026-02-07").expect({ mrr: "49.00", paying_customers: 1, students: 1 });
  // Two payments: the first went through at once, the second failed first.
  s.between("2026-01-01", "2026-03-01").expect({
    payments: 2,
    failed_payments: 1,
    payment_failure_rate: "1 / 2",
    recovery_rate: "1 / 1",
    churned_customers: 0,
  });
  s.between("2026-02-01", "2026-03-01").expect({ payment_failure_rate: "1 / 1", recovery_rate: "1 / 1" });
  s.between("2026-01-01", "2026-02-01").expect({ payment_failure_rate: "0 / 1", recovery_rate: null });
});

story("A payment fails, is owed, and is never made", {}, (s) => {
  const by = "v1 of 2026-08-14";
  s.told(
    joins("Ada", "2026-01-05 10:00", "month", { by }),
    pays("Ada", "2026-01-05 10:00", "49.00", { by }),
    fails("Ada", "2026-02-04 10:00", "49.00", { by }),
    becomes("Ada", "2026-02-04 10:00", "past_due", { by }),
    fails("Ada", "2026-02-11 10:00", "49.00", { by }),
    ends("Ada", "2026-02-18 10:00", "canceled", { by }),
  );
  s.revenue(`
    day         gross  net    payments  failed_payments
    2026-01-05  49.00  49.00  1         .
    2026-02-04  .      .      .         1`);
  s.mrr(`
    day         new    churn  net_new  customers_new  customers_churned
    2026-01-05  49.00  .      49.00    1              .
    2026-02-18  .      49.00  -49.00   .              1`);
  s.students(`
    day         joins  leaves
    2026-01-05  1      .
    2026-02-18  .      1`);
  s.between("2026-02-01", "2026-03-01").expect({
    failed_payments: 1,
    payments: 0,
    payment_failure_rate: "1 / 1",
    recovery_rate: "0 / 1",
    customer_churn_rate: "1 / 1",
  });
});

story("A debt is given up, and paid after all", {}, (s) => {
  s.told(
    joins("Ada", "2026-01-05 10:00", "month"),
    pays("Ada", "2026-01-05 10:00", "49.00"),
    fails("Ada", "2026-02-04 10:00", "49.00"),
    becomes("Ada", "2026-02-04 10:00", "past_due"),
    becomes("Ada", "2026-02-18 10:00", "unresolved"),
    pays("Ada", "2026-03-10 10:00", "49.00"),
  );
  s.revenue(`
    day         gross  net    payments  failed_payments
    2026-01-05  49.00  49.00  1         .
    2026-02-04  .      .      .         1
    2026-03-10  49.00  49.00  1         .`);
  // What is unresolved is still to be paid, and gives no access.
  s.mrr(`
    day         new    net_new  customers_new
    2026-01-05  49.00  49.00    1`);
  s.students(`
    day         joins  leaves
    2026-01-05  1      .
    2026-02-18  .      1
    2026-03-10  1      .`);
  s.at("2026-03-01").expect({ mrr: "49.00", paying_customers: 1, students: 0 });
  // 34 days after it failed.
  s.between("2026-02-01", "2026-03-01").expect({ recovery_rate: "0 / 1", churned_customers: 0 });
});

story("One cancels and keeps access to the period's end, one thinks better of it, one will go", {}, (s) => {
  s.told(
    joins("Ada", "2026-01-05 10:00", "month"),
    pays("Ada", "2026-01-05 10:00", "49.00"),
    joins("Ben", "2026-01-06 10:00", "month"),
    pays("Ben", "2026-01-06 10:00", "49.00"),
    joins("Cleo", "2026-01-07 10:00", "month"),
    pays("Cleo", "2026-01-07 10:00", "39.00"),
    cancels("Ada", "2026-01-15 10:00"),
    cancels("Ben", "2026-01-16 10:00"),
    cancels("Cleo", "2026-01-17 10:00"),
    stays("Ben", "2026-01-20 10:00"),
    ends("Ada", "2026-02-04 10:00", "canceled"),
  );
  s.revenue(`
    day         gross  net    payments
    2026-01-05  49.00  49.00  1
    2026-01-06  49.00  49.00  1
    2026-01-07  39.00  39.00  1`);
  s.mrr(`
    day         new    churn  net_new  customers_new  customers_churned
    2026-01-05  49.00  .      49.00    1              .
    2026-01-06  49.00  .      49.00    1              .
    2026-01-07  39.00  .      39.00    1              .
    2026-02-04  .      49.00  -49.00   .              1`);
  s.students(`
    day         joins  leaves
    2026-01-05  1      .
    2026-01-06  1      .
    2026-01-07  1      .
    2026-02-04  .      1`);
  s.at("2026-02-04").expect({ mrr: "137.00", paying_customers: 3, students: 3 });
  s.at("now").expect({ mrr: "88.00", paying_customers: 2, students: 2, mrr_at_risk: "39.00" });
});
