import { v1Envelope, v5Envelope } from "./envelope";
import { legacySamples } from "./legacy";
import { newScene } from "./scene";
import { currentSamples, genericSample } from "./v1";

/** Every event name that has a sample of its own: Whop's names and Tidemark's. Any other name has a generic one. */
export const sampleNames: readonly string[] = [
  ...Object.keys(currentSamples),
  ...Object.keys(legacySamples),
].sort();

/**
 * The JSON body of one believable delivery with that event name, for the company, as of `now`. People, payments
 * and memberships are new with every call. Names that only legacy hooks know come in v5, all others in v1.
 */
export function sampleOf(eventName: string, o: { companyId: string; now: Date }): string {
  const scene = newScene(o);
  const legacy = ownEntry(legacySamples, eventName);
  if (legacy) return JSON.stringify(v5Envelope(eventName, legacy(scene)));
  const data = (ownEntry(currentSamples, eventName) ?? genericSample)(scene);
  return JSON.stringify(
    v1Envelope({ id: scene.id("msg_"), type: eventName, companyId: o.companyId, at: scene.now, data }),
  );
}

/** `toString` and `constructor` are event names like any other unknown one. */
function ownEntry<Value>(table: Record<string, Value>, name: string): Value | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}
