import { shuffled } from "../../support/shuffled";
import type { Delivery } from "./deliveries";
import { TAG } from "./ids";

/** One copy of a history on its way into the database: the batches that it arrives in, one after the other. */
export interface Copy {
  /** the letter of its tag */
  letter: string;
  how: string;
  batches: Delivery[][];
  /** its batches arrive at two processes at once */
  atTwoProcesses: boolean;
}

/** Batches that a history of any length is cut into where it is told in order, so that long ones take no longer. */
const STEPS = 24;

/** The ways in which the same set of deliveries may arrive. The first is the one that the others are compared with. */
export function copiesOf(deliveries: readonly Delivery[], seed: number): Copy[] {
  const oneByOne = Math.max(1, Math.ceil(deliveries.length / STEPS));
  const again = (seed: number) => shuffled(deliveries, seed).filter((_, index) => index % 3 === 0);
  const messy = shuffled([...deliveries, ...again(seed + 1), ...again(seed + 2)], seed + 3);
  return [
    { letter: "a", how: "in order", batches: inBatches(deliveries, () => oneByOne), atTwoProcesses: false },
    {
      letter: "b",
      how: "backwards",
      batches: inBatches([...deliveries].reverse(), () => oneByOne),
      atTwoProcesses: false,
    },
    {
      letter: "c",
      how: "in any order, some of it twice or thrice, in batches of any size",
      batches: inBatches(messy, (nth) => 1 + ((seed + nth * 7) % 9)),
      atTwoProcesses: false,
    },
    { letter: "d", how: "at once", batches: [shuffled(deliveries, seed + 4)], atTwoProcesses: false },
    {
      letter: "e",
      how: "at two processes at once, some of it at both",
      batches: inBatches(
        shuffled([...deliveries, ...again(seed + 5)], seed + 6),
        (nth) => 1 + ((seed + nth) % 5),
      ),
      atTwoProcesses: true,
    },
  ];
}

function inBatches(deliveries: readonly Delivery[], size: (nth: number) => number): Delivery[][] {
  const batches: Delivery[][] = [];
  for (let at = 0; at < deliveries.length; ) {
    const take = size(batches.length);
    batches.push(deliveries.slice(at, at + take));
    at += take;
  }
  return batches;
}

/** What is delivered of it to that copy's company, as JSON. */
export function rowOf({ key, sentAt, defaultCompany, payload }: Delivery, tag: string): string {
  return JSON.stringify({
    delivery_key: key,
    sent_at: new Date(sentAt).toISOString(),
    received_at: new Date(sentAt + 250).toISOString(),
    default_company_id: defaultCompany,
    payload,
  }).replaceAll(TAG, tag);
}
