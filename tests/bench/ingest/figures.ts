import type { Pace } from "./closed-loop";
import type { Kind, World } from "./deliveries";
import { groupCommit } from "./group-commit";
import type { LoadResult } from "./load";
import { postToBareServer, postToTidemark } from "./over-http";
import { type Inserts, pgbench } from "./pgbench";
import type { BenchServer } from "./server";
import { type StripeKind, stripeEngine } from "./stripe-engine";
import { engineTemplate, type Template, tidemarkTemplate } from "./templates-of-databases";

/** Something to measure. Each time it is measured on a fresh copy of its template. */
export interface Figure {
  /** what `--only` and the ratios call it */
  key: string;
  /** what its values are, in their order */
  rows: { title: string; unit: "deliveries/s" | "ms" }[];
  template: Template;
  /** `url`: a superuser's connection string to the copy */
  measure(url: string): Promise<number[]>;
}

/** The steady load, in deliveries a second, and how much longer than the other figures it is measured. */
const STEADY = 200;
const STEADY_TIMES_LONGER = 3;

/** A server is a new process, whose code is compiled while it runs. */
const SERVERS_WARM_UP_LONGER = 2;

/** All figures, in the order in which they are shown; `few` and `many` are what is stored in the small and large databases. */
export function allFigures(o: Pace & { server: BenchServer; few: World; many: World }): Figure[] {
  const { server, few, many } = o;
  const [oursFew, oursMany] = [tidemarkTemplate(server, few), tidemarkTemplate(server, many)];
  const [theirsFew, theirsMany] = [engineTemplate(server, few), engineTemplate(server, many)];
  const rate = (
    key: string,
    title: string,
    template: Template,
    measure: (url: string) => Promise<number>,
  ): Figure => ({
    key,
    rows: [{ title, unit: "deliveries/s" }],
    template,
    measure: async (url) => [await measure(url)],
  });

  const inserts = (key: string, title: string, how: Inserts) =>
    rate(key, title, oursFew, (url) => pgbench({ ...o, ...how, url, world: few, folder: server.folder }));
  const commit = (key: string, title: string, kind: Kind, world: World) =>
    rate(key, title, world === few ? oursFew : oursMany, (url) => groupCommit({ ...o, url, kind, world }));
  const engine = (key: string, title: string, kind: StripeKind, world: World) =>
    rate(key, title, world === few ? theirsFew : theirsMany, (url) =>
      stripeEngine({ ...o, url, kind, subscriptions: world.memberships }),
    );

  const [stored, manyStored] = [few, many].map(({ memberships }) => memberships.toLocaleString("en"));
  const batches = { rows: 50, connections: 4 };
  const singles = { rows: 1, connections: 8 };
  const mix = { ...o, kind: "mix", world: few, warmUp: o.warmUp * SERVERS_WARM_UP_LONGER } as const;
  return [
    inserts("plain.batches", "(a) plain inserts, batches of 50, 4 connections", {
      into: "bench.plain",
      ...batches,
    }),
    inserts("plain.singles", "(a) plain inserts, one by one, 8 connections", {
      into: "bench.plain",
      ...singles,
    }),
    inserts("projected.batches", "(b) projected, batches of 50, 4 connections", {
      into: "raw.webhook_events",
      ...batches,
    }),
    inserts("projected.singles", "(b) projected, one by one, 8 connections", {
      into: "raw.webhook_events",
      ...singles,
    }),
    commit("commit.payment", `(b) group commit, payments, ${stored} memberships`, "payment", few),
    commit("commit.membership", `(b) group commit, updates, ${stored} memberships`, "membership", few),
    commit("commit.mix", `(b) group commit, mix, ${stored} memberships`, "mix", few),
    commit("commit.payment.many", `(b) group commit, payments, ${manyStored} memberships`, "payment", many),
    commit(
      "commit.membership.many",
      `(b) group commit, updates, ${manyStored} memberships`,
      "membership",
      many,
    ),
    rate("http", "(c) the app over HTTP, mix, 32 callers", oursFew, async (url) =>
      perSecondOf(await postToTidemark({ ...mix, databaseUrl: url })),
    ),
    rate("bare", "(d) bare node:http server, mix, 32 callers", oursFew, async (url) =>
      perSecondOf(await postToBareServer({ ...mix, databaseUrl: url })),
    ),
    engine("engine.charge", `(e) stripe-sync-engine, charges, ${stored} subscriptions`, "charge", few),
    engine(
      "engine.subscription",
      `(e) stripe-sync-engine, updates, ${stored} subscriptions`,
      "subscription",
      few,
    ),
    engine(
      "engine.charge.many",
      `(e) stripe-sync-engine, charges, ${manyStored} subscriptions`,
      "charge",
      many,
    ),
    engine(
      "engine.subscription.many",
      `(e) stripe-sync-engine, updates, ${manyStored} subscriptions`,
      "subscription",
      many,
    ),
    {
      key: "steady",
      rows: [
        { title: `HTTP answer at ${STEADY} deliveries/s, p50`, unit: "ms" },
        { title: `HTTP answer at ${STEADY} deliveries/s, p99`, unit: "ms" },
      ],
      template: oursFew,
      async measure(url) {
        const seconds = o.seconds * STEADY_TIMES_LONGER;
        const result = await postToTidemark({ ...mix, seconds, perSecond: STEADY, databaseUrl: url });
        return "p99" in result ? [result.p50, result.p99] : [];
      },
    },
  ];
}

/** Quotients of two figures that say more than either. */
export const RATIOS: readonly { title: string; of: string; to: string }[] = [
  {
    title: "b/a batches: what projecting leaves of plain inserts",
    of: "projected.batches",
    to: "plain.batches",
  },
  { title: "b/a one by one", of: "projected.singles", to: "plain.singles" },
  { title: "b/e payments, group commit to charges", of: "commit.payment", to: "engine.charge" },
  { title: "b/e updates, group commit to subscriptions", of: "commit.membership", to: "engine.subscription" },
  { title: "b/e payments, much stored", of: "commit.payment.many", to: "engine.charge.many" },
  { title: "b/e updates, much stored", of: "commit.membership.many", to: "engine.subscription.many" },
  { title: "c/d the app to a bare server", of: "http", to: "bare" },
];

function perSecondOf(result: LoadResult): number {
  return "perSecond" in result ? result.perSecond : Number.NaN;
}
