/** A JSON value as it is shown: numbers keep the digits they came with. */
export type JsonNode =
  | { kind: "object"; fields: { key: string; value: JsonNode }[] }
  | { kind: "array"; items: JsonNode[] }
  | { kind: "string" | "number" | "word"; text: string };

/**
 * Reads JSON text without turning its numbers into JavaScript's: 49.00 stays 49.00, and an id of 20 digits keeps all of them.
 * The text is PostgreSQL's, and therefore JSON; of anything else it throws a SyntaxError.
 */
export function parseJsonTree(json: string): JsonNode {
  const tokens = json.matchAll(/\s*("(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*|true|false|null|[{}[\],:])\s*|(.)/gs);
  const next = (): string => {
    const { value } = tokens.next();
    const [, token] = value ?? [];
    if (token === undefined) throw new SyntaxError("This is no JSON, though PostgreSQL said so.");
    return token;
  };
  return read(next(), next);
}

function read(token: string, next: () => string): JsonNode {
  if (token === "{") return readObject(next);
  if (token === "[") return readArray(next);
  if (token.startsWith('"')) return { kind: "string", text: JSON.parse(token) };
  return { kind: /^[-\d]/.test(token) ? "number" : "word", text: token };
}

function readObject(next: () => string): JsonNode {
  const fields: { key: string; value: JsonNode }[] = [];
  for (let token = next(); token !== "}"; token = next()) {
    const key = token === "," ? next() : token;
    next(); // the colon
    fields.push({ key: JSON.parse(key), value: read(next(), next) });
  }
  return { kind: "object", fields };
}

function readArray(next: () => string): JsonNode {
  const items: JsonNode[] = [];
  for (let token = next(); token !== "]"; token = next())
    items.push(read(token === "," ? next() : token, next));
  return { kind: "array", items };
}

/** One more step of a JSON pointer: "/data" and "user" make "/data/user". */
export function pointerTo(pointer: string, key: string): string {
  return `${pointer}/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`;
}
