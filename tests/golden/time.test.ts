import { ends, joins, offers, pays, refunds } from "./deeds";
import { story } from "./story";

story("A company in Calcutta: its February begins at 18:30 UTC", { zone: "Asia/Calcutta" }, (s) => {
  s.told(
    offers("for life", "2026-01-01 09:00", { price: "10.00", kind: "one_time" }),
    joins("Ada", "2026-01-31 18:29", "month"), // 23:59 on 31 January
    pays("Ada", "2026-01-31 18:29", "49.00"),
    joins("Ben", "2026-01-31 18:30", "month"), // 0:00 on 1 February
    pays("Ben", "2026-01-31 18:30", "49.00"),
    ends("Ada", "2026-02-28 18:30", "expired"), // 0:00 on 1 March
  );
  s.revenue(`
    day         gross  net    payments
    2026-01-31  49.00  49.00  1
    2026-02-01  49.00  49.00  1`);
  s.mrr(`
    day         new    churn  net_new  customers_new  customers_churned
    2026-01-31  49.00  .      49.00    1              .
    2026-02-01  49.00  .      49.00    1              .
    2026-03-01  .      49.00  -49.00   .              1`);
  s.students(`
    day         joins  leaves
    2026-01-31  1      .
    2026-02-01  1      .
    2026-03-01  .      1`);
  s.between("2026-01-01", "2026-02-01").expect({
    net_revenue: "49.00",
    new_customers: 1,
    mrr: "49.00",
    students: 1,
  });
  s.between("2026-02-01", "2026-03-01").expect({
    net_revenue: "49.00",
    new_customers: 1,
    // Access ended as March began.
    churned_customers: 0,
    customer_churn_rate: "0 / 1",
    mrr: "98.00",
    students: 2,
    students_left: 0,
  });
  s.between("2026-03-01", "2026-04-01").expect({
    churned_customers: 1,
    customer_churn_rate: "1 / 2",
    mrr: "49.00",
  });
  // A part of a day: from 23:00 to 0:30.
  s.between("2026-01-31 17:30", "2026-01-31 19:00").expect({
    net_revenue: "98.00",
    payments: 2,
    new_mrr: "98.00",
  });
  s.between("2026-01-31 18:30", "2026-01-31 19:00").expect({
    net_revenue: "49.00",
    payments: 1,
    new_mrr: "49.00",
  });
});

story("A company in New York: a day of 23 hours, and one of 25", { zone: "America/New_York" }, (s) => {
  // Each sale is twice the one before it, so that a sum tells which are in it.
  s.told(
    offers("book", "2026-01-01 09:00", { price: "1.00", kind: "one_time" }),
    joins("Ada", "2026-01-02 12:00 -05:00", "book", { status: "completed" }),
    pays("Ada", "2026-03-07 23:59 -05:00", "1.00"),
    pays("Ada", "2026-03-08 00:00 -05:00", "2.00"),
    pays("Ada", "2026-03-08 01:59 -05:00", "4.00"),
    pays("Ada", "2026-03-08 03:00 -04:00", "8.00"), // a minute later
    pays("Ada", "2026-03-08 23:59 -04:00", "16.00"),
    pays("Ada", "2026-03-09 00:00 -04:00", "32.00"),
    pays("Ada", "2026-10-31 23:59 -04:00", "64.00"),
    pays("Ada", "2026-11-01 00:00 -04:00", "128.00"),
    pays("Ada", "2026-11-01 01:30 -04:00", "256.00"),
    pays("Ada", "2026-11-01 01:30 -05:00", "512.00"), // an hour later
    pays("Ada", "2026-11-01 23:59 -05:00", "1024.00"),
    pays("Ada", "2026-11-02 00:00 -05:00", "2048.00"),
  );
  s.revenue(`
    day         gross    net      payments
    2026-03-07  1.00     1.00     1
    2026-03-08  30.00    30.00    4
    2026-03-09  32.00    32.00    1
    2026-10-31  64.00    64.00    1
    2026-11-01  1920.00  1920.00  4
    2026-11-02  2048.00  2048.00  1`);
  s.students(`
    day         joins
    2026-01-02  1`);
  s.between("2026-03-08", "2026-03-09").expect({ net_revenue: "30.00", payments: 4 });
  s.between("2026-03-08 01:00 -05:00", "2026-03-08 03:30 -04:00").expect({
    net_revenue: "12.00",
    payments: 2,
  });
  s.between("2026-11-01", "2026-11-02").expect({ net_revenue: "1920.00", payments: 4 });
  // From the first half past one to the second, and from the second on.
  s.between("2026-11-01 01:30 -04:00", "2026-11-01 01:30 -05:00").expect({
    net_revenue: "256.00",
    payments: 1,
  });
  s.between("2026-11-01 01:30 -05:00", "2026-11-02").expect({ net_revenue: "1536.00", payments: 2 });
  s.between("2026-03-01", "2026-04-01").expect({ net_revenue: "63.00" });
});

story(
  "The last thirty days are days of the calendar, also where clocks were changed",
  { zone: "America/New_York" },
  (s) => {
    // Thirty days before 20 March, 0:00, is 18 February, 0:00: 719 hours, for one was left out on 8 March.
    s.told(
      joins("Ada", "2026-01-05 12:00", "month"),
      pays("Ada", "2026-01-05 12:00", "49.00"),
      joins("Ben", "2026-01-06 12:00", "month"),
      pays("Ben", "2026-01-06 12:00", "49.00"),
      ends("Ben", "2026-02-17 23:30 -05:00", "canceled"),
    );
    s.revenue(`
    day         gross  net    payments
    2026-01-05  49.00  49.00  1
    2026-01-06  49.00  49.00  1`);
    s.mrr(`
    day         new    churn  net_new  customers_new  customers_churned
    2026-01-05  49.00  .      49.00    1              .
    2026-01-06  49.00  .      49.00    1              .
    2026-02-17  .      49.00  -49.00   .              1`);
    s.students(`
    day         joins  leaves
    2026-01-05  1      .
    2026-01-06  1      .
    2026-02-17  .      1`);
    s.at("2026-03-19").expect({ arpu: "49.00", lifetime_value: "98.00" }); // 49 ÷ ½
    s.at("2026-03-20").expect({ arpu: "49.00", lifetime_value: null });
  },
);

story("A company on the Azores: a day with two midnights", { zone: "Atlantic/Azores" }, (s) => {
  // On 26 October 2025 it is 0:00 at 0:00 UTC, and at 1:00 UTC again.
  s.told(
    joins("Ada", "2025-10-25 23:30", "month"),
    pays("Ada", "2025-10-25 23:30", "1.00"),
    joins("Ben", "2025-10-26 00:00", "month"),
    pays("Ben", "2025-10-26 00:00", "2.00"),
    joins("Cleo", "2025-10-26 00:30", "month"),
    pays("Cleo", "2025-10-26 00:30", "4.00"),
    joins("Dan", "2025-10-26 01:30", "month"),
    pays("Dan", "2025-10-26 01:30", "8.00"),
  );
  s.revenue(`
    day         gross  net    payments
    2025-10-25  1.00   1.00   1
    2025-10-26  14.00  14.00  3`);
  s.mrr(`
    day         new    net_new  customers_new
    2025-10-25  1.00   1.00     1
    2025-10-26  14.00  14.00    3`);
  s.students(`
    day         joins
    2025-10-25  1
    2025-10-26  3`);
  s.at("2025-10-26").expect({ mrr: "1.00", paying_customers: 1, students: 1 });
  s.at("2025-10-26 00:45").expect({ mrr: "7.00", paying_customers: 3, students: 3 });
  s.at("2025-10-26 02:00").expect({ mrr: "15.00", paying_customers: 4, students: 4 });
  s.between("2025-10-26", "2025-10-27").expect({ net_revenue: "14.00", new_mrr: "14.00", new_customers: 3 });
  s.between("2025-10-26 00:15", "2025-10-27").expect({
    net_revenue: "12.00",
    new_mrr: "12.00",
    students_joined: 2,
  });
  s.between("2025-10-26 01:00", "2025-10-27").expect({
    net_revenue: "8.00",
    new_mrr: "8.00",
    students_joined: 1,
  });
  s.between("2025-10-25", "2025-10-26 00:15").expect({ net_revenue: "3.00", new_mrr: "3.00" });
});

story("A company on the Chatham Islands, 13 hours and 45 minutes ahead", { zone: "Pacific/Chatham" }, (s) => {
  s.told(
    joins("Ada", "2026-01-31 10:14", "month"), // 23:59 on 31 January
    pays("Ada", "2026-01-31 10:14", "1.00"),
    joins("Ben", "2026-01-31 10:15", "month"), // 0:00 on 1 February
    pays("Ben", "2026-01-31 10:15", "2.00"),
    pays("Ada", "2026-04-04 14:45", "4.00"), // 3:30 on 5 April, before clocks go back
    pays("Ada", "2026-04-05 11:14", "8.00"), // 23:59, and 12 hours and 45 minutes ahead
    pays("Ada", "2026-04-05 11:15", "16.00"),
  );
  s.revenue(`
    day         gross  net    payments
    2026-01-31  1.00   1.00   1
    2026-02-01  2.00   2.00   1
    2026-04-05  12.00  12.00  2
    2026-04-06  16.00  16.00  1`);
  s.mrr(`
    day         new   expansion  net_new  customers_new
    2026-01-31  1.00  .          1.00     1
    2026-02-01  2.00  .          2.00     1
    2026-04-05  .     7.00       7.00     .
    2026-04-06  .     8.00       8.00     .`);
  s.students(`
    day         joins
    2026-01-31  1
    2026-02-01  1`);
  s.between("2026-04-05", "2026-04-06").expect({ net_revenue: "12.00", expansion_mrr: "7.00" });
  s.at("2026-04-06").expect({ mrr: "10.00", paying_customers: 2 });
});

story("The end of a membership is told 40 days late, and a payment too", {}, (s) => {
  s.told(
    joins("Ada", "2026-01-05 10:00", "month"),
    pays("Ada", "2026-01-05 10:00", "49.00"),
    joins("Ben", "2026-01-06 10:00", "month"),
    pays("Ben", "2026-01-06 10:00", "49.00"),
    ends("Ada", "2026-02-04 10:00", "expired", { late: 40 }),
    pays("Ben", "2026-02-05 10:00", "49.00", { late: 40 }),
    pays("Ben", "2026-03-07 10:00", "49.00"),
    refunds("Ben", "2026-03-08 10:00", "49.00", { late: 40, of: 2 }),
  );
  // Each on the day on which it happened.
  s.revenue(`
    day         gross  refunds  net     payments  refunded_payments
    2026-01-05  49.00  .        49.00   1         .
    2026-01-06  49.00  .        49.00   1         .
    2026-02-05  49.00  .        49.00   1         .
    2026-03-07  49.00  .        49.00   1         .
    2026-03-08  .      49.00    -49.00  .         1`);
  s.mrr(`
    day         new    churn  net_new  customers_new  customers_churned
    2026-01-05  49.00  .      49.00    1              .
    2026-01-06  49.00  .      49.00    1              .
    2026-02-04  .      49.00  -49.00   .              1`);
  s.students(`
    day         joins  leaves
    2026-01-05  1      .
    2026-01-06  1      .
    2026-02-04  .      1`);
  s.between("2026-02-01", "2026-03-01").expect({
    net_revenue: "49.00",
    customer_churn_rate: "1 / 2",
    refund_rate: "1 / 1",
  });
});

story("One comes and goes on the same day, one changes twice at the same instant", {}, (s) => {
  s.told(
    joins("Ada", "2026-01-05 10:00", "month"),
    pays("Ada", "2026-01-05 10:00", "49.00"),
    ends("Ada", "2026-01-05 18:00", "canceled"),
    joins("Ben", "2026-01-06 10:00", "month"),
    pays("Ben", "2026-01-06 10:00", "30.00"),
    // One goes as the other comes: to the customer nothing changed.
    ends("Ben", "2026-01-20 10:00", "canceled"),
    joins("Ben#2", "2026-01-20 10:00", "other"),
    pays("Ben#2", "2026-01-20 10:00", "30.00"),
  );
  s.revenue(`
    day         gross  net    payments
    2026-01-05  49.00  49.00  1
    2026-01-06  30.00  30.00  1
    2026-01-20  30.00  30.00  1`);
  s.mrr(`
    day         new    churn  net_new  customers_new  customers_churned
    2026-01-05  49.00  49.00  .        1              1
    2026-01-06  30.00  .      30.00    1              .`);
  s.students(`
    day         joins  leaves
    2026-01-05  1      1
    2026-01-06  1      .`);
  s.between("2026-01-05", "2026-01-06").expect({
    new_mrr: "49.00",
    churned_mrr: "49.00",
    net_new_mrr: "0.00",
    quick_ratio: "49 / 49",
  });
  s.at("2026-01-05 12:00").expect({ mrr: "49.00", students: 1 });
  s.at("2026-02-01").expect({ mrr: "30.00", paying_customers: 1, students: 1 });
});
