import type { Unit } from "../models/figures";
import type { Decimal } from "./decimal";
import {
  type Change,
  changeOfMoney,
  differenceOfCount,
  differenceOfRatio,
  formatCount,
  formatRatio,
} from "./format";
import { formatMoney, formatMoneyShort } from "./money";

/** A figure in full in its unit: "$12,480.37", "3.1 %", "1,204"; "–" where there is none. */
export function formatFigure(unit: Unit, value: Decimal | null, currency: string): string {
  if (value === null) return "–";
  switch (unit) {
    case "money":
      return formatMoney(value, currency);
    case "ratio":
      return formatRatio(value);
    case "count":
      return formatCount(value);
  }
}

/** As on a card: large amounts without cents. */
export function formatFigureShort(unit: Unit, value: Decimal | null, currency: string): string {
  return unit === "money" && value !== null
    ? formatMoneyShort(value, currency)
    : formatFigure(unit, value, currency);
}

/** How a figure moved: money in percent, ratios in points, counts in how many. */
export function changeOf(unit: Unit, value: Decimal, before: Decimal, currency: string): Change {
  switch (unit) {
    case "money":
      return changeOfMoney(value, before, currency);
    case "ratio":
      return differenceOfRatio(value, before);
    case "count":
      return differenceOfCount(value, before);
  }
}
