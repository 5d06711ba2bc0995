import { pick, type RandomState, whole } from "./random";

/** Something a member would write in the trading room. */
export function somethingToSay(random: RandomState): string {
  return pick(random, LINES)
    .replace("{ticker}", () => pick(random, TICKERS))
    .replace("{n}", () => String(whole(random, 2, 9)))
    .replace("{price}", () => (whole(random, 2000, 48_000) / 100).toFixed(2));
}

/** A quick answer to somebody else's message. */
export function quickReaction(random: RandomState): string {
  return pick(random, ["🔥", "👍", "👀", "💯", "🚀", "🙏"]);
}

const TICKERS = [
  "SPY",
  "QQQ",
  "AAPL",
  "NVDA",
  "TSLA",
  "AMD",
  "MSFT",
  "META",
  "IWM",
  "GLD",
  "BTC",
  "ES",
] as const;

const LINES = [
  "Good morning everyone. {ticker} first on my list today.",
  "Watching {ticker} around {price}, nothing until it gets there.",
  "Stopped out of {ticker}. Small loss, rules kept.",
  "Took {n} R out of {ticker} on the pullback. Thank you, lesson {n}.",
  "Anyone else seeing volume dry up on {ticker}?",
  "No trades for me today, chop everywhere.",
  "Journal done. {n} trades this week, {n} of them worth taking.",
  "Question on position size: do you count the spread in?",
  "{ticker} opening range high is {price}.",
  "Missed {ticker} by a few cents. There is always another one.",
  "Finished the risk module and rewrote my whole plan.",
  "Is the recap of yesterday's session up yet?",
  "Half off {ticker} at {price}, the rest with a stop at entry.",
  "First green week since I joined.",
  "Does anybody trade {ticker} in the European morning?",
  "CPI tomorrow, so flat into the close.",
  "Patience paid on {ticker}. Waited {n} days for that level.",
  "Took the setup from the session, exactly as drawn.",
  "That was a great call this morning.",
  "Reminder to self: one contract until the journal says otherwise.",
] as const;
