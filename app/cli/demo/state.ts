import { randomBytes } from "node:crypto";
import { existsSync, lstatSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { advance, type Delivery, newWorld, type World } from "../../whop/world";

const YEAR_MS = 365 * 86_400_000;
/** The same story for everybody; only its dates are the viewer's own. */
const SEED = "harbour";

/**
 * What the demo remembers between runs: a stretch of the world's life that is being told. Its deliveries follow from
 * `world` and `until` alone, so they need not be kept: whoever stops in the middle makes the same ones again.
 */
export interface DemoState {
  version: 1;
  secret: string;
  /** The world at the beginning of the stretch, and the instant (Unix ms) at which the stretch ends. */
  world: World;
  until: number;
  /** How many of the stretch's deliveries, from its first one on, are known to be stored. */
  stored: number;
}

/**
 * The demo's state in `folder`: as it was left, or new, with a year of history to tell, where the folder holds no
 * database. Throws one sentence where the folder holds a database but not what it was told.
 */
export function openState(folder: string): DemoState {
  const hasDatabase = lstatSync(path.join(folder, "postgres"), { throwIfNoEntry: false }) !== undefined;
  const found = readState(folder);
  if (hasDatabase && found) return found;
  if (hasDatabase) {
    throw new Error(
      `${folder} holds the demo's database, but ${fileOf(folder)}, which says what it was told, is missing or damaged: delete the folder ${folder} and run the demo again.`,
    );
  }
  const now = Date.now();
  const secret = found?.secret ?? `ws_${randomBytes(32).toString("hex")}`;
  const world = newWorld({ seed: SEED, opensAt: now - YEAR_MS });
  const state: DemoState = { version: 1, secret, world, until: now, stored: 0 };
  saveState(folder, state);
  return state;
}

/** Writes the state down, whole or not at all; only its owner may read the secret in it. */
export function saveState(folder: string, state: DemoState): void {
  mkdirSync(folder, { recursive: true });
  const fresh = `${fileOf(folder)}.new`;
  writeFileSync(fresh, JSON.stringify(state), { mode: 0o600 });
  renameSync(fresh, fileOf(folder));
}

/** The deliveries of the state's stretch, and the state once all of them are stored. */
export function tell(state: DemoState): { deliveries: Delivery[]; next: DemoState } {
  const world = structuredClone(state.world);
  const deliveries = advance(world, state.until);
  return { deliveries, next: { ...state, world, until: world.now, stored: 0 } };
}

function readState(folder: string): DemoState | null {
  if (!existsSync(fileOf(folder))) return null;
  try {
    const state = JSON.parse(readFileSync(fileOf(folder), "utf8")) as DemoState;
    return state.version === 1 ? state : null;
  } catch {
    return null;
  }
}

function fileOf(folder: string): string {
  return path.join(folder, "demo.json");
}
