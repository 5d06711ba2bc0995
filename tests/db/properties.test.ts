import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { createDatabase, type TestDatabase } from "../support/database";
import type { Fact, Finding } from "./properties/examine";
import { anyHistory, plainHistory } from "./properties/histories";
import { report, type Trial, tryAll } from "./properties/trial";

/** The same histories each time, unless asked for others: PROPERTY_SEED, PROPERTY_HISTORIES, and PROPERTY_PATH for one alone. */
const SEED = Number(process.env.PROPERTY_SEED ?? 20260901);
/** All on the version that comes with Tidemark; on the oldest that it works on, a part of them. */
const HISTORIES = Number(process.env.PROPERTY_HISTORIES ?? (inject("postgresBin") ? 30 : 300));
const PATH = process.env.PROPERTY_PATH ?? null;

const MINUTES = 60_000 * Math.max(10, HISTORIES / 100);

const KINDS: Omit<Trial, "seed" | "path">[] = [
  { kind: "of every kind", histories: anyHistory, figuresAreKnown: false, count: Math.ceil(HISTORIES * 0.7) },
  { kind: "told in full", histories: plainHistory, figuresAreKnown: true, count: Math.ceil(HISTORIES * 0.3) },
];

describe.each(KINDS)("histories $kind", (kind) => {
  const trial: Trial = { ...kind, seed: SEED, path: PATH };
  let database: TestDatabase;
  let findings: Finding[];
  beforeAll(async () => {
    database = await createDatabase();
    findings = await tryAll(database.sql, trial);
  }, MINUTES);
  afterAll(() => database.close());

  const holds = async (fact: Fact) => {
    const broken = findings.filter((finding) => finding.fact === fact);
    if (broken.length > 0) expect.fail(await report(database.sql, trial, fact, broken));
  };

  test(
    "are projected without a failure, in whatever order they arrive",
    () => holds("nothing fails"),
    MINUTES,
  );

  test("keep the books balanced after every batch", () => holds("books balance"), MINUTES);

  test("make every identity of the books hold in the end", () => holds("identities"), MINUTES);

  test(
    "were known at any instant as what had been posted by then adds up to",
    () => holds("as known"),
    MINUTES,
  );

  test(
    "end in the same rows in any order, with any repetition, in any batches, and at two processes at once",
    () => holds("ends in the same"),
    MINUTES,
  );

  test("change nothing when they are all projected again", () => holds("replay"), MINUTES);

  test("change nothing when their companies are rebuilt", () => holds("rebuild"), MINUTES);

  test(
    "come to the same days in a second reckoning of the deliveries, which shares no code with the database",
    () => holds("reckoning"),
    MINUTES,
  );

  test.runIf(kind.figuresAreKnown)(
    "come to the net revenue, MRR and students that a plain reckoning of what happened comes to",
    () => holds("figures"),
    MINUTES,
  );
});
