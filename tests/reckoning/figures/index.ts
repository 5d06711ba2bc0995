import type { Books } from "../index";
import { activityOf } from "./activity";
import { outcomesOf } from "./outcomes";
import { peopleOf } from "./people";
import type { Figure, Range } from "./range";
import { recurringOf } from "./recurring";
import { revenueOf } from "./revenue";

export type { Figure, Range } from "./range";

/** Every figure of a range, by the name of its function in schema metrics. Standings are as of its end. */
export function figuresOf(books: Books, range: Range): Record<string, Figure> {
  return {
    ...revenueOf(books, range),
    ...outcomesOf(books, range),
    ...recurringOf(books, range),
    ...peopleOf(books, range),
    ...activityOf(books, range),
  };
}
