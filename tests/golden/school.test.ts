import { changes, ends, fails, joins, offers, pays, returns } from "./deeds";
import { story } from "./story";

story("A school in February: every kind of movement, and all the quotients", {}, (s) => {
  s.told(
    offers("fifty", "2025-12-01 09:00", { price: "50.00" }),
    offers("eighty", "2025-12-01 09:00", { price: "80.00" }),
    offers("hundred", "2025-12-01 09:00", { price: "100.00" }),
    offers("sixty", "2025-12-01 09:00", { price: "60.00" }),
    joins("Fay", "2025-12-10 12:00", "month"),
    pays("Fay", "2025-12-10 12:00", "70.00"),
    joins("Ada", "2026-01-10 12:00", "fifty"),
    pays("Ada", "2026-01-10 12:00", "50.00"),
    joins("Ben", "2026-01-12 12:00", "fifty"),
    pays("Ben", "2026-01-12 12:00", "50.00"),
    joins("Cleo", "2026-01-14 12:00", "hundred"),
    pays("Cleo", "2026-01-14 12:00", "100.00"),
    joins("Dan", "2026-01-16 12:00", "hundred"),
    pays("Dan", "2026-01-16 12:00", "100.00"),
    ends("Fay", "2026-01-20 12:00", "canceled"),
    // February begins with Ada, Ben, Cleo and Dan: 50 + 50 + 100 + 100 = 300.
    ends("Ada", "2026-02-10 12:00", "canceled"),
    changes("Ben", "2026-02-12 12:00", "eighty"),
    pays("Ben", "2026-02-12 12:00", "80.00", { reason: "subscription_update" }),
    changes("Cleo", "2026-02-14 12:00", "sixty"),
    pays("Cleo", "2026-02-14 12:00", "60.00", { reason: "subscription_update" }),
    joins("Eve", "2026-02-16 12:00", "month"),
    pays("Eve", "2026-02-16 12:00", "40.00"),
    returns("Fay", "2026-02-20 12:00"),
    pays("Fay", "2026-02-20 12:00", "70.00"),
    // It ends with Ben, Cleo, Dan, Eve and Fay: 80 + 60 + 100 + 40 + 70 = 350.
  );
  s.revenue(`
    day         gross   net     payments
    2025-12-10  70.00   70.00   1
    2026-01-10  50.00   50.00   1
    2026-01-12  50.00   50.00   1
    2026-01-14  100.00  100.00  1
    2026-01-16  100.00  100.00  1
    2026-02-12  80.00   80.00   1
    2026-02-14  60.00   60.00   1
    2026-02-16  40.00   40.00   1
    2026-02-20  70.00   70.00   1`);
  s.mrr(`
    day         new     reactivation  expansion  contraction  churn  net_new  customers_new  customers_reactivated  customers_churned
    2025-12-10  70.00   .             .          .            .      70.00    1              .                      .
    2026-01-10  50.00   .             .          .            .      50.00    1              .                      .
    2026-01-12  50.00   .             .          .            .      50.00    1              .                      .
    2026-01-14  100.00  .             .          .            .      100.00   1              .                      .
    2026-01-16  100.00  .             .          .            .      100.00   1              .                      .
    2026-01-20  .       .             .          .            70.00  -70.00   .              .                      1
    2026-02-10  .       .             .          .            50.00  -50.00   .              .                      1
    2026-02-12  .       .             30.00      .            .      30.00    .              .                      .
    2026-02-14  .       .             .          40.00        .      -40.00   .              .                      .
    2026-02-16  40.00   .             .          .            .      40.00    1              .                      .
    2026-02-20  .       70.00         .          .            .      70.00    .              1                      .`);
  s.students(`
    day         joins  leaves
    2025-12-10  1      .
    2026-01-10  1      .
    2026-01-12  1      .
    2026-01-14  1      .
    2026-01-16  1      .
    2026-01-20  .      1
    2026-02-10  .      1
    2026-02-16  1      .
    2026-02-20  1      .`);
  s.at("2026-02-01").expect({
    mrr: "300.00",
    arr: "3600.00",
    paying_customers: 4,
    arpu: "75.00",
    students: 4,
  });
  s.between("2026-02-01", "2026-03-01").expect({
    mrr: "350.00",
    arr: "4200.00",
    paying_customers: 5,
    arpu: "70.00",
    net_new_mrr: "50.00",
    new_mrr: "40.00",
    reactivation_mrr: "70.00",
    expansion_mrr: "30.00",
    contraction_mrr: "40.00",
    churned_mrr: "50.00",
    new_customers: 1,
    reactivated_customers: 1,
    churned_customers: 1,
    customer_churn_rate: "1 / 4",
    gross_mrr_churn_rate: "90 / 300", // 50 + 40
    gross_revenue_retention: "210 / 300",
    net_revenue_retention: "310 / 300", // 300 + 30 + 70 − 40 − 50
    quick_ratio: "140 / 90", // 40 + 30 + 70 over 40 + 50
    // From 30 January to 28 February one of four left: 70 ÷ ¼.
    lifetime_value: "280.00",
    students: 5,
    students_joined: 2,
    students_left: 1,
    total_users: 6,
    net_revenue: "250.00",
  });
  // From 16 January on: Fay was there when it began, and left too. Ada, Ben, Cleo, Fay: two of four.
  s.at("2026-02-15").expect({ arpu: "240.00 / 3", lifetime_value: "160.00" });
  s.between("2026-01-01", "2026-03-01").expect({
    // It began with Fay alone, who left and came back; Ada left too, who was not there yet.
    churned_customers: 2,
    customer_churn_rate: "2 / 1",
    gross_revenue_retention: "-90 / 70", // 70 − 40 − 120
    net_revenue_retention: "10 / 70", // 70 + 30 + 70 − 40 − 120
    quick_ratio: "440 / 160", // 340 + 30 + 70 over 40 + 120
  });
});

story("Payments that fail, and what becomes of them", {}, (s) => {
  s.told(
    ...["Ada", "Ben", "Cleo", "Dan"].map((who) => joins(who, "2026-01-05 10:00", "month")),
    ...["Ada", "Ben", "Cleo", "Dan"].map((who) => pays(who, "2026-01-05 10:00", "10.00")),
    fails("Ada", "2026-02-04 10:00", "10.00"), // paid after five days
    fails("Ben", "2026-02-04 10:00", "10.00"), // paid after 34 days
    fails("Cleo", "2026-02-04 10:00", "10.00"), // never paid
    pays("Dan", "2026-02-04 10:00", "10.00"),
    fails("Ada", "2026-02-06 10:00", "10.00"),
    pays("Ada", "2026-02-09 10:00", "10.00"),
    pays("Ben", "2026-03-10 10:00", "10.00"),
  );
  s.revenue(`
    day         gross  net    payments  failed_payments
    2026-01-05  40.00  40.00  4         .
    2026-02-04  10.00  10.00  1         3
    2026-02-09  10.00  10.00  1         .
    2026-03-10  10.00  10.00  1         .`);
  s.mrr(`
    day         new    net_new  customers_new
    2026-01-05  40.00  40.00    4`);
  s.students(`
    day         joins
    2026-01-05  4`);
  s.between("2026-02-01", "2026-03-01").expect({
    payments: 2,
    failed_payments: 3,
    // Of Ada's, Ben's, Cleo's and Dan's first outcomes three were failures; one of the three was paid within 30 days.
    payment_failure_rate: "3 / 4",
    recovery_rate: "1 / 3",
  });
  s.between("2026-03-01", "2026-04-01").expect({
    payments: 1,
    failed_payments: 0,
    payment_failure_rate: null,
    recovery_rate: null,
  });
  s.between("2026-01-01", "2026-04-01").expect({
    payments: 7,
    failed_payments: 3,
    payment_failure_rate: "3 / 8",
  });
});
