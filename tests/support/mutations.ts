import { chance, pick, type RandomState, whole } from "../../app/whop/world/random";

/** A JSON document that may also hold text which no value can be written as: 1e400, one key twice. */
type Node = null | boolean | number | string | Node[] | { [key: string]: Node } | Raw;

class Raw {
  constructor(readonly text: string) {}
}

const raw = (...texts: string[]) => texts.map((text) => new Raw(text));
const nested = (depth: number, open: string, close: string) => `${open.repeat(depth)}1${close.repeat(depth)}`;

const NUMBERS = raw(
  ...["0", "-0", "-49.99", "1", "-1", "0.1e1", "49E0", "1e400", "-1e400", "1e-400", "1e999999", "-1e-999999"],
  ...["1e131071", "1e-16383", "9".repeat(40), `0.${"3".repeat(40)}`, "9223372036854775808", "1e15", "1e308"],
  ...["99999999999.99", "253402300800", "-62135596800", "1795000000000000", "1e11", "1.7976931348623157e309"],
);
const STRINGS = raw(
  ...[
    '""',
    '" "',
    '"\\u0000"',
    '"a\\u0000b"',
    '"\\ud800"',
    '"\\udc00\\ud800"',
    '"\\ud83d\\ude00"',
    '"\\u202e"',
  ],
  ...['"\\\\u0000"', '"\\b\\f\\n"', '"日本"', '"\' or 1=1 --"', '"$1 %s {}"', '"../../etc"', '"__proto__"'],
  ...[
    '"NaN"',
    '"1e400"',
    '"1e999999"',
    '"-5.00"',
    '"12,50"',
    '"0x10"',
    '"Infinity"',
    '"$5"',
    '"1e-400"',
    '"true"',
  ],
  ...["usdd", "US", "€", "BTC", "null", "active", "paid", "won", "succeeded"].map((text) => `"${text}"`),
);
const TIMES = raw(
  ...[
    "infinity",
    "-infinity",
    "now",
    "today",
    "epoch",
    "allballs",
    "0000-00-00",
    "0000-00-00T00:00:00Z",
    "99999",
  ],
  ...[
    "99999-01-01T00:00:00Z",
    "10000-01-01T00:00:00.000Z",
    "294277-01-01",
    "4714-01-01 BC",
    "2026-02-30T00:00:00Z",
  ],
  ...[
    "2026-11-23T25:61:61Z",
    "2026-11-23T15:00:00+99:99",
    "2026-11-23 15:00:00 +0200",
    "1e400",
    "1795000000",
  ],
  ...["99999999999999999999", "-1", "2026-11-23T24:00:00Z", "20261123T150000", "J0", "yesterday"],
).map(({ text }) => new Raw(`"${text}"`));
const SHAPES = raw(
  ...[
    "null",
    "true",
    "false",
    "{}",
    "[]",
    "[[]]",
    "[{}]",
    "[null]",
    '{"":""}',
    '{"id":{}}',
    '{"id":[]}',
    '{"id":null}',
  ],
  ...['{"__proto__":{"polluted":true}}', '{"constructor":{"prototype":1}}', '{"toString":"x","length":-1}'],
  ...['{"a":1,"a":2,"a":"x"}', '{"id":"pay_twice","id":"pay_again"}', '{"amount":"1e400","currency":"usd"}'],
  ...['{"amount":-1,"currency":"zzz"}', '{"amount":{"amount":1}}', '{"amount":"NaN","currency":[]}'],
  ...['[{"id":"pay_in_a_list"}]', nested(100, "[", "]"), nested(100, '{"a":', "}")],
);
const LARGE: readonly [() => Raw, ...(() => Raw)[]] = [
  () => new Raw(nested(10_000, "[", "]")),
  () => new Raw(nested(10_000, '{"a":', "}")),
  () => new Raw(nested(5_000, '[{"id":', "}]")),
  () => new Raw(`"${"x".repeat(300_000)}"`),
  () => new Raw(`"${"é".repeat(3_000)}"`),
  () => new Raw(`[${"1,".repeat(50_000)}1]`),
  () => new Raw(`[${'{"id":"x"},'.repeat(10_000)}{}]`),
  () => new Raw(`{"${"k".repeat(100_000)}":1}`),
  () => new Raw("1".repeat(2_000)),
  () => new Raw(`[${"1e131071,".repeat(1_000)}1]`),
  () => new Raw(`[${"1e-999,".repeat(40)}1]`),
];
const KEYS = [
  "",
  " ",
  "id",
  "__proto__",
  "constructor",
  "toString",
  "data",
  "x".repeat(300),
  "\u0000",
  "日本",
  "a.b",
  "$",
] as const;
const BODIES: readonly [string, ...string[]] = [
  ...([
    "",
    " ",
    "null",
    "true",
    "0",
    "-0",
    '"text"',
    "[]",
    "{}",
    "[1,2",
    "{",
    "NaN",
    "undefined",
    "{'a':1}",
  ] as const),
  ...([
    "{}{}",
    "[{}]",
    '{"data":null}',
    '{"data":[]}',
    '{"type":1,"data":2}',
    "\u0000",
    "1e400",
    "[1e400]",
  ] as const),
  ...['{"type":"payment.succeeded"}', '{"type":"payment.succeeded","data":{}}', '{"data":{"id":"x"}}'],
  nested(10_000, "[", "]"),
  nested(100_000, "[", "]"),
];

/** A payload with something wrong in it: mostly one value or key, sometimes the whole body or its bytes. */
export function mutated(random: RandomState, payload: string): Buffer {
  if (chance(random, 0.04)) return Buffer.from(pick(random, BODIES));
  const root: Node[] = [JSON.parse(payload) as Node];
  const changes = whole(random, 1, 4);
  for (let change = 0; change < changes; change++) mutate(random, root);
  const body = Buffer.from(write(root[0] ?? null));
  return chance(random, 0.08) ? garbled(random, body) : body;
}

/** Keys whose values end up in figures. */
const TELLING =
  /amount|total|price|fees|tax|currency|_at$|paid|period|^id$|_id$|status|reason|timestamp|^(type|action|data|user|plan|membership|payment|company)$/;

type Place = { holder: Record<string, Node>; key: string };

function mutate(random: RandomState, root: Node[]): void {
  const places = placesIn(root as unknown as Record<string, Node>).filter(
    ({ holder }) => holder !== (root as unknown),
  );
  const telling = places.filter(({ key }) => TELLING.test(key));
  const among = telling.length > 0 && chance(random, 0.5) ? telling : places;
  const place = among[whole(random, 0, among.length - 1)];
  if (!place) return;
  const { holder, key } = place;
  const value = holder[key] ?? null;
  const change = whole(random, 0, 9);
  if (change <= 4) holder[key] = odd(random);
  else if (change === 5) Reflect.deleteProperty(holder, key);
  else if (change === 6) put(holder, pick(random, KEYS), Array.isArray(holder) ? odd(random) : value);
  else if (change === 7) holder[key] = chance(random, 0.5) ? [value] : { id: value, value };
  else if (change === 8) holder[key] = write(value);
  else twice(random, holder, key);
}

/** Something that does not belong where it is put; large things seldom. */
function odd(random: RandomState): Node {
  if (chance(random, 0.01)) return pick(random, LARGE)();
  const kind = pick(random, [NUMBERS, STRINGS, TIMES, SHAPES]);
  return kind[whole(random, 0, kind.length - 1)] ?? null;
}

/** The same key a second time, with another value. */
function twice(random: RandomState, holder: Record<string, Node>, key: string): void {
  const value = write(holder[key] ?? null);
  holder[key] = new Raw(`${value},${JSON.stringify(key)}:${write(odd(random))}`);
  if (Array.isArray(holder)) holder[key] = odd(random);
}

/** Every value that is held by something, and where. */
function placesIn(holder: Record<string, Node>): Place[] {
  return Object.keys(holder).flatMap((key) => {
    const value = holder[key];
    const within = value && typeof value === "object" && !(value instanceof Raw);
    return [{ holder, key }, ...(within ? placesIn(value as Record<string, Node>) : [])];
  });
}

/** Also `__proto__` becomes a key of its own. */
function put(holder: Record<string, Node>, key: string, value: Node): void {
  Object.defineProperty(holder, key, { value, enumerable: true, configurable: true, writable: true });
}

function write(node: Node): string {
  if (node instanceof Raw) return node.text;
  if (Array.isArray(node)) return `[${Array.from(node, (item) => write(item ?? null)).join(",")}]`;
  if (node === null || typeof node !== "object") return JSON.stringify(node);
  return `{${Object.entries(node)
    .map(([key, value]) => `${JSON.stringify(key)}:${write(value)}`)
    .join(",")}}`;
}

function garbled(random: RandomState, body: Buffer): Buffer {
  const at = whole(random, 0, body.length);
  const around = (middle: number[]) =>
    Buffer.concat([body.subarray(0, at), Buffer.from(middle), body.subarray(at)]);
  switch (whole(random, 0, 7)) {
    case 0:
      return Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), body]);
    case 1:
      return around([0xff, 0xfe]);
    case 2:
      return around([0xed, 0xa0, 0x80]); // half a surrogate pair, in UTF-8
    case 3:
      return around([0xc0, 0x80]); // NUL, written too long
    case 4:
      return body.subarray(0, at);
    case 5:
      return Buffer.from(body.toString(), "utf16le");
    case 6:
      return around([0]);
    default:
      return Buffer.concat([body, Buffer.from("}\n")]);
  }
}
