import { ends, joins, offers, pays, returns } from "./deeds";
import { story } from "./story";

story("A trial becomes a paid month", {}, (s) => {
  const by = "v5";
  s.told(
    joins("Ada", "2026-01-05 10:00", "month", { by, status: "trialing", until: "2026-01-12 10:00" }),
    pays("Ada", "2026-01-12 10:00", "49.00", { by }),
    pays("Ada", "2026-02-11 10:00", "49.00", { by }),
  );
  s.revenue(`
    day         gross  net    payments
    2026-01-12  49.00  49.00  1
    2026-02-11  49.00  49.00  1`);
  s.mrr(`
    day         new    net_new  customers_new
    2026-01-12  49.00  49.00    1`);
  s.students(`
    day         joins
    2026-01-05  1`);
  s.at("2026-01-10").expect({ mrr: "0.00", paying_customers: 0, students: 1 });
  s.at("2026-01-13").expect({ mrr: "49.00", paying_customers: 1, students: 1 });
  s.between("2026-01-01", "2026-02-01").expect({ trials_started: 1, trial_conversion_rate: "1 / 1" });
  s.between("2026-02-01", "2026-03-01").expect({ trials_started: 0, trial_conversion_rate: null });
});

story("A trial comes to nothing", {}, (s) => {
  const by = "v2";
  s.told(
    offers("month", "2026-01-01 09:00", { price: "49.00" }),
    joins("Ada", "2026-01-05 10:00", "month", { by, status: "trialing", until: "2026-01-12 10:00" }),
    ends("Ada", "2026-01-12 10:00", "expired", { by }),
  );
  s.students(`
    day         joins  leaves
    2026-01-05  1      .
    2026-01-12  .      1`);
  s.at("2026-01-10").expect({ mrr: "0.00", paying_customers: 0, students: 1 });
  s.at("2026-02-01").expect({ mrr: "0.00", students: 0 });
  s.between("2026-01-01", "2026-02-01").expect({
    trials_started: 1,
    trial_conversion_rate: "0 / 1",
    churned_customers: 0,
    students_left: 1,
  });
});

story("Of three trials, one pays, one does not, and one converts in the month after", {}, (s) => {
  s.told(
    offers("month", "2026-01-01 09:00", { price: "49.00" }),
    joins("Ada", "2026-01-20 10:00", "month", { status: "trialing", until: "2026-01-27 10:00" }),
    joins("Ben", "2026-01-21 10:00", "month", { status: "trialing", until: "2026-01-28 10:00" }),
    pays("Ada", "2026-01-27 10:00", "49.00"),
    ends("Ben", "2026-01-28 10:00", "canceled"),
    joins("Cleo", "2026-01-29 10:00", "month", { status: "trialing", until: "2026-02-05 10:00" }),
    pays("Cleo", "2026-02-05 10:00", "49.00"),
  );
  s.revenue(`
    day         gross  net    payments
    2026-01-27  49.00  49.00  1
    2026-02-05  49.00  49.00  1`);
  s.mrr(`
    day         new    net_new  customers_new
    2026-01-27  49.00  49.00    1
    2026-02-05  49.00  49.00    1`);
  s.students(`
    day         joins  leaves
    2026-01-20  1      .
    2026-01-21  1      .
    2026-01-28  .      1
    2026-01-29  1      .`);
  // Whenever it was that they paid: the trials began in January.
  s.between("2026-01-01", "2026-02-01").expect({
    trials_started: 3,
    trial_conversion_rate: "2 / 3",
    new_customers: 1,
  });
  s.between("2026-02-01", "2026-03-01").expect({
    trials_started: 0,
    trial_conversion_rate: null,
    new_customers: 1,
  });
});

story("Who paid once comes back on trial, and does not stay", {}, (s) => {
  s.told(
    joins("Ada", "2026-01-05 10:00", "month"),
    pays("Ada", "2026-01-05 10:00", "49.00"),
    ends("Ada", "2026-02-04 10:00", "canceled"),
    returns("Ada", "2026-03-02 10:00", { status: "trialing" }),
    ends("Ada", "2026-03-09 10:00", "expired"),
  );
  s.revenue(`
    day         gross  net    payments
    2026-01-05  49.00  49.00  1`);
  s.mrr(`
    day         new    churn  net_new  customers_new  customers_churned
    2026-01-05  49.00  .      49.00    1              .
    2026-02-04  .      49.00  -49.00   .              1`);
  s.students(`
    day         joins  leaves
    2026-01-05  1      .
    2026-02-04  .      1
    2026-03-02  1      .
    2026-03-09  .      1`);
  // What was paid before the trial is not what came of it.
  s.between("2026-03-01", "2026-04-01").expect({ trials_started: 1, trial_conversion_rate: "0 / 1" });
});

story("A lifetime purchase is revenue and a student, and no MRR", {}, (s) => {
  const by = "v2";
  s.told(
    offers("for life", "2026-01-01 09:00", { price: "199.00", kind: "one_time" }),
    joins("Ada", "2026-01-05 10:00", "for life", { by, status: "completed" }),
    pays("Ada", "2026-01-05 10:00", "199.00", { by }),
  );
  s.revenue(`
    day         gross   net     payments
    2026-01-05  199.00  199.00  1`);
  s.students(`
    day         joins
    2026-01-05  1`);
  s.at("2026-02-01").expect({ mrr: "0.00", paying_customers: 0, students: 1, arpu: null });
  s.between("2026-01-01", "2026-02-01").expect({
    net_revenue: "199.00",
    new_customers: 0,
    students_joined: 1,
  });
});

story("A free plan has students and no MRR", {}, (s) => {
  s.told(
    offers("free", "2026-01-01 09:00", { price: "0.00" }),
    joins("Ada", "2026-01-05 10:00", "free"),
    pays("Ada", "2026-01-05 10:00", "0.00"),
    joins("Ben", "2026-01-06 10:00", "free"),
    ends("Ben", "2026-01-20 10:00", "canceled"),
  );
  s.students(`
    day         joins  leaves
    2026-01-05  1      .
    2026-01-06  1      .
    2026-01-20  .      1`);
  s.at("2026-01-15").expect({ mrr: "0.00", paying_customers: 0, students: 2 });
  s.between("2026-01-01", "2026-02-01").expect({ payments: 0, net_revenue: "0.00", churned_customers: 0 });
});

story("The first month is half the price", {}, (s) => {
  s.told(
    offers("month", "2026-01-01 09:00", { price: "49.00" }),
    joins("Ada", "2026-01-05 10:00", "month"),
    pays("Ada", "2026-01-05 10:00", "24.50"),
    pays("Ada", "2026-02-04 10:00", "49.00"),
  );
  s.revenue(`
    day         gross  net    payments
    2026-01-05  24.50  24.50  1
    2026-02-04  49.00  49.00  1`);
  // What was paid last is what it brings, after the discount.
  s.mrr(`
    day         new    expansion  net_new  customers_new
    2026-01-05  24.50  .          24.50    1
    2026-02-04  .      24.50      24.50    .`);
  s.students(`
    day         joins
    2026-01-05  1`);
  s.between("2026-02-01", "2026-03-01").expect({
    expansion_mrr: "24.50",
    net_revenue_retention: "49.00 / 24.50",
  });
});

story("The first month costs nothing", {}, (s) => {
  s.told(
    offers("month", "2026-01-01 09:00", { price: "49.00" }),
    joins("Ada", "2026-01-05 10:00", "month"),
    pays("Ada", "2026-01-05 10:00", "0.00"),
    pays("Ada", "2026-02-04 10:00", "49.00"),
  );
  s.revenue(`
    day         gross  net    payments
    2026-02-04  49.00  49.00  1`);
  s.mrr(`
    day         new    net_new  customers_new
    2026-02-04  49.00  49.00    1`);
  s.students(`
    day         joins
    2026-01-05  1`);
  s.at("2026-02-01").expect({ mrr: "0.00", paying_customers: 0, students: 1 });
});

story("Nobody knows what a membership costs, until the plan is told", {}, (s) => {
  s.told(
    joins("Ada", "2026-01-05 10:00", "month"),
    joins("Ben", "2026-01-06 10:00", "season"),
    offers("month", "2026-03-01 09:00", { price: "29.00" }),
  );
  // It has cost that since it began; of the other plan nobody ever told.
  s.mrr(`
    day         new    net_new  customers_new
    2026-01-05  29.00  29.00    1`);
  s.students(`
    day         joins
    2026-01-05  1
    2026-01-06  1`);
  s.at("2026-03-02").expect({ mrr: "29.00", paying_customers: 1, students: 2 });
});

story("A plan becomes dearer, and those who are on it pay the new price when they renew", {}, (s) => {
  s.told(
    offers("month", "2026-01-01 09:00", { price: "49.00" }),
    joins("Ada", "2026-01-05 10:00", "month"),
    pays("Ada", "2026-01-05 10:00", "49.00"),
    joins("Ben", "2026-01-10 10:00", "month"),
    pays("Ben", "2026-01-10 10:00", "49.00"),
    offers("month", "2026-01-20 09:00", { price: "59.00" }),
    pays("Ada", "2026-02-04 10:00", "59.00"),
    pays("Ben", "2026-02-09 10:00", "49.00"),
    joins("Cleo", "2026-02-12 10:00", "month"),
    pays("Cleo", "2026-02-12 10:00", "59.00"),
  );
  s.revenue(`
    day         gross  net    payments
    2026-01-05  49.00  49.00  1
    2026-01-10  49.00  49.00  1
    2026-02-04  59.00  59.00  1
    2026-02-09  49.00  49.00  1
    2026-02-12  59.00  59.00  1`);
  // Ben keeps the price he had.
  s.mrr(`
    day         new    expansion  net_new  customers_new
    2026-01-05  49.00  .          49.00    1
    2026-01-10  49.00  .          49.00    1
    2026-02-04  .      10.00      10.00    .
    2026-02-12  59.00  .          59.00    1`);
  s.students(`
    day         joins
    2026-01-05  1
    2026-01-10  1
    2026-02-12  1`);
  s.at("2026-02-01").expect({ mrr: "98.00", paying_customers: 2, arpu: "98.00 / 2" });
  s.at("2026-03-01").expect({ mrr: "167.00", paying_customers: 3, arpu: "167.00 / 3" });
  s.between("2026-02-01", "2026-03-01").expect({
    net_revenue_retention: "108 / 98",
    gross_revenue_retention: "98 / 98",
  });
});
