import { becomes, changes, ends, joins, offers, pays, refunds } from "./deeds";
import { story } from "./story";

story("A year, a week and ninety days, each by month", {}, (s) => {
  s.told(
    offers("year", "2026-01-01 09:00", { price: "490.00", days: 365 }),
    offers("week", "2026-01-01 09:00", { price: "9.90", days: 7 }),
    offers("ninety days", "2026-01-01 09:00", { price: "120.00", days: 90 }),
    joins("Ada", "2026-01-05 10:00", "year"),
    pays("Ada", "2026-01-05 10:00", "490.00"),
    joins("Ben", "2026-01-06 10:00", "week"),
    pays("Ben", "2026-01-06 10:00", "9.90"),
    joins("Cleo", "2026-01-07 10:00", "ninety days"),
    pays("Cleo", "2026-01-07 10:00", "120.00"),
    pays("Ben", "2026-01-13 10:00", "9.90"),
    ends("Ben", "2026-01-20 10:00", "canceled"),
  );
  s.revenue(`
    day         gross   net     payments
    2026-01-05  490.00  490.00  1
    2026-01-06  9.90    9.90    1
    2026-01-07  120.00  120.00  1
    2026-01-13  9.90    9.90    1`);
  // 490 ÷ 12; 9.90 ÷ (7 × 12 ÷ 365) = 9.90 × 365 ÷ 84; 120 ÷ (90 × 12 ÷ 365) = 120 × 365 ÷ 1080
  s.mrr(`
    day         new          churn        net_new       customers_new  customers_churned
    2026-01-05  40.83333333  .            40.83333333   1              .
    2026-01-06  43.01785714  .            43.01785714   1              .
    2026-01-07  40.55555556  .            40.55555556   1              .
    2026-01-20  .            43.01785714  -43.01785714  .              1`);
  s.students(`
    day         joins  leaves
    2026-01-05  1      .
    2026-01-06  1      .
    2026-01-07  1      .
    2026-01-20  .      1`);
  s.at("2026-01-10").expect({
    mrr: "124.41", // 40.8333 + 43.0179 + 40.5556
    arr: "1492.88", // 490 + 9.90 × 365 ÷ 7 + 120 × 365 ÷ 90 = 490 + 516.2143 + 486.6667
    paying_customers: 3,
    arpu: "41.47",
  });
  s.at("2026-02-01").expect({ mrr: "81.39", paying_customers: 2 });
});

story("A month is a month, whether it has 28, 30 or 31 days", {}, (s) => {
  s.told(
    joins("Ada", "2026-01-31 10:00", "month", { until: "2026-02-28 10:00" }),
    pays("Ada", "2026-01-31 10:00", "49.00", { until: "2026-02-28 10:00" }),
    pays("Ada", "2026-02-28 10:00", "49.00", { until: "2026-03-31 10:00" }),
    becomes("Ada", "2026-02-28 10:00", "active"),
    pays("Ada", "2026-03-31 10:00", "49.00", { until: "2026-04-30 10:00" }),
    becomes("Ada", "2026-03-31 10:00", "active"),
    ends("Ada", "2026-04-30 10:00", "expired"),
  );
  s.revenue(`
    day         gross  net    payments
    2026-01-31  49.00  49.00  1
    2026-02-28  49.00  49.00  1
    2026-03-31  49.00  49.00  1`);
  s.mrr(`
    day         new    churn  net_new  customers_new  customers_churned
    2026-01-31  49.00  .      49.00    1              .
    2026-04-30  .      49.00  -49.00   .              1`);
  s.students(`
    day         joins  leaves
    2026-01-31  1      .
    2026-04-30  .      1`);
  s.between("2026-01-01", "2026-02-01").expect({ new_mrr: "49.00", payments: 1 });
  s.between("2026-02-01", "2026-03-01").expect({
    net_new_mrr: "0.00",
    payments: 1,
    customer_churn_rate: "0 / 1",
  });
  s.between("2026-04-01", "2026-05-01").expect({
    churned_mrr: "49.00",
    payments: 0,
    customer_churn_rate: "1 / 1",
  });
});

story("A year that begins on 29 February, and one that ends on 1 March", {}, (s) => {
  s.told(
    // 365 days, and 366
    joins("Ada", "2024-02-29 10:00", "year", { until: "2025-02-28 10:00" }),
    pays("Ada", "2024-02-29 10:00", "120.00", { until: "2025-02-28 10:00" }),
    joins("Ben", "2024-02-29 12:00", "year", { until: "2025-03-01 12:00" }),
    pays("Ben", "2024-02-29 12:00", "120.00", { until: "2025-03-01 12:00" }),
    pays("Ada", "2025-02-28 10:00", "120.00", { until: "2026-02-28 10:00" }),
    becomes("Ada", "2025-02-28 10:00", "active"),
    ends("Ben", "2025-03-01 12:00", "canceled"),
  );
  s.revenue(`
    day         gross   net     payments
    2024-02-29  240.00  240.00  2
    2025-02-28  120.00  120.00  1`);
  s.mrr(`
    day         new    churn  net_new  customers_new  customers_churned
    2024-02-29  20.00  .      20.00    2              .
    2025-03-01  .      10.00  -10.00   .              1`);
  s.students(`
    day         joins  leaves
    2024-02-29  2      .
    2025-03-01  .      1`);
  s.between("2024-02-01", "2024-03-01").expect({ new_customers: 2, net_revenue: "240.00", new_mrr: "20.00" });
  s.between("2025-02-01", "2025-03-01").expect({ net_revenue: "120.00", customer_churn_rate: "0 / 2" });
  s.between("2025-03-01", "2025-04-01").expect({ customer_churn_rate: "1 / 2", lifetime_value: null });
  // From 2 February to 3 March one of two left: 10 ÷ ½.
  s.at("2025-03-04").expect({ arpu: "10.00", lifetime_value: "20.00" });
});

story("Yen have no decimals, and a year of them has thirds", { currency: "jpy" }, (s) => {
  s.told(
    offers("year", "2026-01-01 09:00", { price: "50000", days: 365 }),
    joins("Aiko", "2026-01-05 10:00", "month", { by: "v5" }),
    pays("Aiko", "2026-01-05 10:00", "5000", { by: "v5", fee: "180" }),
    joins("Kenji", "2026-01-06 10:00", "year"),
    pays("Kenji", "2026-01-06 10:00", "50000"),
    refunds("Aiko", "2026-01-20 10:00", "1200", { by: "v5" }),
  );
  s.revenue(`
    day         gross  fees  refunds  net    payments  refunded_payments
    2026-01-05  5000   180   .        4820   1         .
    2026-01-06  50000  .     .        50000  1         .
    2026-01-20  .      .     1200     -1200  .         1`);
  s.mrr(`
    day         new            net_new        customers_new
    2026-01-05  5000           5000           1
    2026-01-06  4166.66666667  4166.66666667  1`);
  s.students(`
    day         joins
    2026-01-05  1
    2026-01-06  1`);
  s.at("2026-02-01").expect({ mrr: "9166.67", arr: "110000.00", arpu: "4583.33", students: 2 });
  s.at("2026-02-01", "usd").expect({ mrr: "0.00", paying_customers: 0, arpu: null, students: 2 });
  s.between("2026-01-01", "2026-02-01").expect({ net_revenue: "53620", refund_amount_rate: "1200 / 55000" });
});

story("Kuwaiti dinars have three decimals", { currency: "kwd" }, (s) => {
  const by = "v1 of 2026-09-02";
  s.told(
    joins("Noor", "2026-01-05 10:00", "month", { by }),
    pays("Noor", "2026-01-05 10:00", "12.345", { by, tax: "0.617", fee: "0.432" }),
    refunds("Noor", "2026-01-20 10:00", "2.345", { by }),
    pays("Noor", "2026-02-04 10:00", "12.345", { by: "v5", fee: "0.432" }),
  );
  // 12.345 + 0.617 = 12.962 − 0.617 − 0.432 = 11.913
  s.revenue(`
    day         gross   tax    fees   refunds  net     payments  refunded_payments
    2026-01-05  12.962  0.617  0.432  .        11.913  1         .
    2026-01-20  .       .      .      2.345    -2.345  .         1
    2026-02-04  12.345  .      0.432  .        11.913  1         .`);
  s.mrr(`
    day         new     net_new  customers_new
    2026-01-05  12.345  12.345   1`);
  s.students(`
    day         joins
    2026-01-05  1`);
  s.between("2026-01-01", "2026-03-01").expect({
    net_revenue: "21.481",
    gross_revenue: "25.307",
    fees: "0.864",
  });
  s.at("2026-02-01").expect({ mrr: "12.345", arr: "148.140" });
});

story("A membership moves to a plan in another currency", {}, (s) => {
  s.told(
    offers("dollars", "2026-01-01 09:00", { price: "49.00" }),
    offers("euros", "2026-01-01 09:00", { price: "45.00", currency: "eur" }),
    joins("Ada", "2026-01-05 10:00", "dollars"),
    pays("Ada", "2026-01-05 10:00", "49.00"),
    changes("Ada", "2026-02-04 10:00", "euros"),
    pays("Ada", "2026-02-04 10:00", "45.00"),
    pays("Ada", "2026-03-06 10:00", "45.00"),
  );
  s.revenue(`
    day         currency  gross  net    payments
    2026-01-05  usd       49.00  49.00  1
    2026-02-04  eur       45.00  45.00  1
    2026-03-06  eur       45.00  45.00  1`);
  // Each currency is a book of its own: the dollars go, and the euros are its first.
  s.mrr(`
    day         currency  new    churn  net_new  customers_new  customers_churned
    2026-01-05  usd       49.00  .      49.00    1              .
    2026-02-04  eur       45.00  .      45.00    1              .
    2026-02-04  usd       .      49.00  -49.00   .              1`);
  s.students(`
    day         joins
    2026-01-05  1`);
  s.at("2026-02-05", "usd").expect({ mrr: "0.00", paying_customers: 0, students: 1 });
  s.at("2026-02-05", "eur").expect({ mrr: "45.00", paying_customers: 1, students: 1 });
  s.between("2026-02-01", "2026-03-01", "usd").expect({ churned_customers: 1, customer_churn_rate: "1 / 1" });
  s.between("2026-02-01", "2026-03-01", "eur").expect({
    new_mrr: "45.00",
    customer_churn_rate: null,
    net_revenue: "45.00",
  });
});
