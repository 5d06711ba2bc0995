import type { Json, JsonObject } from "../../../app/whop/samples/envelope";
import type { Telling } from "./history";

/** Forms that were seen in the wild: of the envelope, and of the times in it. */
export function twisted(payload: JsonObject, quirk: Telling["quirk"]): JsonObject {
  switch (quirk) {
    case "none":
      return payload;
    case "body for data": {
      const { data, ...rest } = payload;
      return "action" in payload && !("api_version" in payload) ? { ...rest, body: data ?? null } : payload;
    }
    case "event for type": {
      const { type, ...rest } = payload;
      return type === undefined ? payload : { ...rest, event: type };
    }
    case "ruby times":
      return withTimes(payload, (seconds) =>
        new Date(seconds * 1000).toISOString().replace("T", " ").replace(/\..*/, " +0000"),
      );
    case "times as text":
      return withTimes(payload, String);
    case "milliseconds":
      return withTimes(payload, (seconds) => seconds * 1000);
  }
}

/** Rewrites the times that are Unix seconds, as v2 and v5 have them. */
function withTimes(payload: JsonObject, write: (seconds: number) => Json): JsonObject {
  const rewritten = (value: Json): Json => {
    if (typeof value === "number" && Number.isInteger(value) && value > 1e9) return write(value);
    if (Array.isArray(value)) return value.map(rewritten);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([field, inner]) => [field, rewritten(inner)]));
  };
  return Object.fromEntries(Object.entries(payload).map(([field, value]) => [field, rewritten(value)]));
}
