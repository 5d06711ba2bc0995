import { compare, type Decimal, magnitude } from "./decimal";

/** One locale on the server and in every browser, so that both print the same text. */
export const LOCALE = "en-US";

/** A minus sign, not a hyphen. */
const MINUS = "\u2212";

/** The amount in full, with its currency's own number of decimals: "$12,480.37", "−€3.50". */
export function formatMoney(amount: Decimal, currency: string): string {
  return print(amount, currency, {});
}

/** As in a card: 10,000 and more without cents ("$12,480"), less in full ("$3,912.45"). */
export function formatMoneyShort(amount: Decimal, currency: string): string {
  const isLarge = compare(magnitude(amount), "10000") >= 0;
  return print(amount, currency, isLarge ? { maximumFractionDigits: 0, minimumFractionDigits: 0 } : {});
}

/** With its sign, as a difference: "+$120.00", "−$3.50". */
export function formatMoneySigned(amount: Decimal, currency: string): string {
  return print(amount, currency, { signDisplay: "exceptZero" });
}

/** As on an axis: "$12K". The number is a tick of the scale, not a figure. */
export function formatMoneyTick(tick: number, currency: string): string {
  return print(String(tick), currency, {
    notation: "compact",
    minimumFractionDigits: 0,
    maximumFractionDigits: 1,
  });
}

function print(amount: Decimal, currency: string, options: Intl.NumberFormatOptions): string {
  const { formatter, suffix } = formatterOf(currency, options);
  return formatter.format(amount as Intl.StringNumericLiteral).replace("-", MINUS) + suffix;
}

const formatters = new Map<string, { formatter: Intl.NumberFormat; suffix: string }>();

function formatterOf(currency: string, options: Intl.NumberFormatOptions) {
  const key = `${currency} ${JSON.stringify(options)}`;
  let entry = formatters.get(key);
  if (!entry) {
    entry = makeFormatter(currency.toUpperCase(), options);
    formatters.set(key, entry);
  }
  return entry;
}

/** Intl knows three-letter currencies only; a token such as USDT is written behind its number. */
function makeFormatter(currency: string, options: Intl.NumberFormatOptions) {
  if (/^[A-Z]{3}$/.test(currency)) {
    return {
      formatter: new Intl.NumberFormat(LOCALE, {
        style: "currency",
        currency,
        ...options,
      }),
      suffix: "",
    };
  }
  const plain = {
    minimumFractionDigits: 2,
    maximumFractionDigits: 2,
    ...options,
  };
  return {
    formatter: new Intl.NumberFormat(LOCALE, plain),
    suffix: `\u00a0${currency}`,
  };
}
