import type { World } from "./deliveries";
import { createFilled, refuseUnlessProjected } from "./filled";
import { type BenchServer, connect } from "./server";
import { createStripe } from "./stripe-engine";

/** A database that figures are measured on copies of. */
export interface Template {
  name: string;
  create(): Promise<void>;
  /** throws unless what was measured on the copy at `url` was also done */
  check(url: string): Promise<void>;
}

/** Tidemark's, in which this world is known. */
export function tidemarkTemplate(server: BenchServer, world: World): Template {
  const name = `tidemark_${world.memberships}`;
  return {
    name,
    create: () => createFilled(server, name, world),
    async check(url) {
      const sql = connect(url, 1);
      await refuseUnlessProjected(sql).finally(() => sql.end());
    },
  };
}

/** The engine's, with as many subscriptions as that world has memberships. */
export function engineTemplate(server: BenchServer, { memberships }: World): Template {
  const name = `engine_${memberships}`;
  return { name, create: () => createStripe(server, name, memberships), check: async () => {} };
}
