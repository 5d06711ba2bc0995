import { describe, expect, test } from "vitest";
import { changeInTenthsOfPercent, compare, subtract, sum } from "../../app/lib/decimal";
import { changeOfMoney, differenceOfCount, formatCount, formatList } from "../../app/lib/format";
import { formatMoney, formatMoneyShort, formatMoneySigned } from "../../app/lib/money";

describe("money is printed", () => {
  test("in its currency's own decimals: two, none, three", () => {
    expect(formatMoney("1249.5", "usd")).toBe("$1,249.50");
    expect(formatMoney("12000", "jpy")).toBe("¥12,000");
    expect(formatMoney("1.5", "kwd").replace(/\s/g, " ")).toBe("KWD 1.500");
  });

  test("with a minus sign, not a hyphen", () => {
    expect(formatMoney("-3.5", "usd")).toBe("−$3.50");
    expect(formatMoneySigned("120", "usd")).toBe("+$120.00");
    expect(formatMoneySigned("0", "usd")).toBe("$0.00");
  });

  test("without cents from 10,000 on in a card, in full below", () => {
    expect(formatMoneyShort("9999.99", "usd")).toBe("$9,999.99");
    expect(formatMoneyShort("12480.37", "usd")).toBe("$12,480");
  });

  test("exactly, where a float would not be", () => {
    expect(formatMoney("9007199254740993.01", "usd")).toBe("$9,007,199,254,740,993.01");
  });

  test("behind its number where Intl does not know the currency", () => {
    expect(formatMoney("2.5", "usdt").replace(/\s/g, " ")).toBe("2.50 USDT");
  });
});

describe("arithmetic on decimal text", () => {
  test("is exact", () => {
    expect(subtract("0.3", "0.1")).toBe("0.2");
    expect(sum(["0.1", "0.2", "-0.3"])).toBe("0");
    expect(subtract("40.83333333", "40.83333334")).toBe("-0.00000001");
    expect(compare("10", "9.99")).toBe(1);
  });

  test("rounds a change half away from zero, to tenths of a percent", () => {
    expect(changeInTenthsOfPercent("104.25", "100")).toBe(43);
    expect(changeInTenthsOfPercent("95.75", "100")).toBe(-43);
  });

  test("gives no percentage of nothing or of a loss", () => {
    expect(changeInTenthsOfPercent("10", "0")).toBeNull();
    expect(changeInTenthsOfPercent("10", "-5")).toBeNull();
  });

  test("says what is wrong with text that is no number", () => {
    expect(() => subtract("12,50", "1")).toThrow('"12,50" is not a decimal number');
  });
});

describe("a change", () => {
  const plain = (by: string) => by.replace(/\s/g, " ");

  test("is a percentage where that means something, else the difference", () => {
    const up = changeOfMoney("104.2", "100", "usd");
    expect({ ...up, by: plain(up.by) }).toEqual({ direction: "up", by: "+4.2 %" });
    expect(changeOfMoney("50", "0", "usd")).toEqual({ direction: "up", by: "+$50.00" });
    expect(changeOfMoney("100000", "1", "usd")).toEqual({ direction: "up", by: "+$99,999.00" });
  });

  test("of a count is a count", () => {
    expect(differenceOfCount("1204", "1216")).toEqual({ direction: "down", by: "−12" });
    expect(differenceOfCount("5", "5")).toEqual({ direction: "level", by: "0" });
    expect(formatCount("1204")).toBe("1,204");
  });
});

test("a list reads as a person would say it", () => {
  expect(formatList(["EUR"])).toBe("EUR");
  expect(formatList(["EUR", "GBP", "JPY"])).toBe("EUR, GBP and JPY");
});
