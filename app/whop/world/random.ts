const LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** The whole state of a generator (sfc32: three words and a counter); plain numbers, so that JSON can keep it. */
export type RandomState = [number, number, number, number];

/** A generator's state from a seed; the same seed always tells the same story. */
export function seeded(seed: string): RandomState {
  let hash = 0x811c9dc5;
  for (const letter of seed) hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 0x01000193);
  const state: RandomState = [hash | 0, 0x9e3779b9 | 0, 0x243f6a88 | 0, 1];
  for (let i = 0; i < 15; i++) next(state);
  return state;
}

/** The next number, at least 0 and below 1. */
export function next(state: RandomState): number {
  const [a, b, c, counter] = state;
  const sum = (((a + b) | 0) + counter) | 0;
  state[0] = b ^ (b >>> 9);
  state[1] = (c + (c << 3)) | 0;
  state[2] = (((c << 21) | (c >>> 11)) + sum) | 0;
  state[3] = (counter + 1) | 0;
  return (sum >>> 0) / 2 ** 32;
}

/** Whether something happens that does so with that probability. */
export function chance(state: RandomState, probability: number): boolean {
  return next(state) < probability;
}

/** A number from `low` to `high`. */
export function between(state: RandomState, low: number, high: number): number {
  return low + next(state) * (high - low);
}

/** A whole number from `low` to `high`, both included. */
export function whole(state: RandomState, low: number, high: number): number {
  return Math.floor(between(state, low, high + 1));
}

/** The wait until the next of things that happen independently, `every` that long on average. */
export function waiting(state: RandomState, every: number): number {
  return -Math.log(1 - next(state)) * every;
}

/** One of the options. */
export function pick<Option>(state: RandomState, options: readonly [Option, ...Option[]]): Option {
  return options[Math.floor(next(state) * options.length)] ?? options[0];
}

/** One of the options, each as likely as its weight says; undefined only where there is none. */
export function weighted<Option>(
  state: RandomState,
  options: readonly Option[],
  weight: (option: Option) => number,
): Option | undefined {
  const total = options.reduce((sum, option) => sum + weight(option), 0);
  let left = next(state) * total;
  for (const option of options) {
    left -= weight(option);
    if (left < 0) return option;
  }
  return options.at(-1);
}

/** An id as Whop's look: the prefix, then letters and digits. */
export function freshId(state: RandomState, prefix: string, length = 14): string {
  let id = prefix;
  for (let i = 0; i < length; i++) id += LETTERS[Math.floor(next(state) * LETTERS.length)];
  return id;
}
