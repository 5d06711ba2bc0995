/** An instant as a story writes it: "2026-01-31 10:00", in UTC unless an offset follows ("2026-03-08 01:59 -05:00"). Unix ms. */
export function instant(written: string): number {
  const [, day, clock, offset = "Z"] =
    written.match(/^(\d{4}-\d\d-\d\d) (\d\d:\d\d(?::\d\d)?)(?: ([+-]\d\d:\d\d))?$/) ?? [];
  const at = Date.parse(`${day}T${clock}${offset}`);
  if (Number.isNaN(at)) throw new Error(`"${written}" is no time: say "2026-01-31 10:00".`);
  return at;
}
