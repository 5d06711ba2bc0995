import type { Sql } from "../../lib/db";
import type { Resolved } from "../../lib/question";
import { ownerOf, WITHOUT_COMPANY } from "../../lib/whose-deliveries";
import { type DeliveryState, readDeliveries, readDeliveryHealth } from "../deliveries";
import { readDelivery } from "../delivery";
import { readRefused } from "../refused";

/** Rows of one page of the list. */
const PAGE_ROWS = 50;
/** Requests refused since then are counted, and so many of each reason looked at more closely. */
const REFUSED_HOURS = 7 * 24;
const REFUSED_SAMPLES = 3;

export const views = {
  list: ({ companyId, own }: Resolved, sql: Sql) =>
    readDeliveries(
      ownerOf(companyId, own.state),
      {
        state: own.state === "all" || own.state === WITHOUT_COMPANY ? null : (own.state as DeliveryState),
        type: own.type || null,
        search: own.search || null,
        before: own.before ? Number(own.before) : null,
      },
      PAGE_ROWS,
      sql,
    ),
  health: ({ companyId }: Resolved, sql: Sql) => readDeliveryHealth(companyId, sql),
  refused: (_: Resolved, sql: Sql) => readRefused(REFUSED_HOURS, REFUSED_SAMPLES, sql),
  delivery: async ({ companyId, own }: Resolved, sql: Sql) =>
    own.delivery ? readDelivery(ownerOf(companyId, own.state), Number(own.delivery), {}, sql) : null,
};

/** A list of deliveries need not be as quick as a figure, and counting a day of them costs more. */
export const readEveryMs = 500;

export const changesAnyway = ["list", "health"];
