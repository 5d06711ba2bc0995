import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openState, saveState, tell } from "../../app/cli/demo/state";
import { setPace } from "../../app/whop/world";

let folder: string;
const file = () => path.join(folder, "demo.json");

beforeEach(() => {
  folder = path.join(mkdtempSync(path.join(tmpdir(), "tidemark-demo-")), "demo");
});
afterEach(() => rmSync(path.dirname(folder), { recursive: true }));

describe("the demo's state", () => {
  test("is new where there is nothing: a year to tell, a secret that only its owner may read", () => {
    const state = openState(folder);
    expect(state.secret).toMatch(/^ws_[0-9a-f]{64}$/);
    expect(state.until - state.world.now).toBe(365 * 86_400_000);
    expect(statSync(file()).mode & 0o777).toBe(0o600);
    expect(tell(state).deliveries.length).toBeGreaterThan(7_500);
  });

  test("is what was saved, where its database is", () => {
    const state = { ...openState(folder), stored: 1_234 };
    saveState(folder, state);
    mkdirSync(path.join(folder, "postgres"));
    expect(openState(folder)).toEqual(state);
  });

  test("begins afresh, with the same secret, when the database was deleted", () => {
    const before = openState(folder);
    saveState(folder, { ...before, stored: 1_234 });
    expect(openState(folder)).toMatchObject({ secret: before.secret, stored: 0 });
  });

  test.each([
    ["missing", () => rmSync(file())],
    ["damaged", () => writeFileSync(file(), readFileSync(file(), "utf8").slice(0, 100))],
  ])("is refused when it is %s while the database is there", (_, spoil) => {
    openState(folder);
    mkdirSync(path.join(folder, "postgres"));
    spoil();
    expect(() => openState(folder)).toThrow(
      /missing or damaged: delete the folder .* and run the demo again/,
    );
  });

  test("tells the same stretch again, byte for byte, to whoever reads it from the file", () => {
    const year = tell(openState(folder)).next;
    setPace(year.world, "live");
    const slice = { ...year, until: year.until + 5_000 };
    saveState(folder, slice);
    mkdirSync(path.join(folder, "postgres"));
    const { deliveries, next } = tell(slice);
    expect(deliveries.length).toBeGreaterThan(3);
    expect(tell(openState(folder))).toEqual({ deliveries, next });
  });
});
