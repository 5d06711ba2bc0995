import type postgres from "postgres";
import type { SqlFile } from "./files";

/** A connection, or a transaction on one. */
export type Queries = postgres.ISql<NonNullable<unknown>>;

/** A thing in the database that a file made. */
export interface DatabaseObject {
  /** the statement that drops it */
  drop: string;
  /** changes whenever the object is made again or replaced */
  revision: string;
  /** a materialized view that has been filled */
  populated: boolean;
}

/**
 * The objects of a file: the view or materialized view of its name, all functions and procedures of its name
 * whatever their arguments, or all triggers of the table of its name. Migrations have none.
 */
export async function objectsOf(sql: Queries, file: SqlFile): Promise<DatabaseObject[]> {
  switch (file.kind) {
    case "migration":
      return [];
    case "view":
      return sql<DatabaseObject[]>`
        select
          format('drop %s %s', case relkind when 'm' then 'materialized view' else 'view' end, oid::regclass) as drop,
          oid::text as revision,
          relkind = 'm' and relispopulated as populated
        from pg_class
        where oid = to_regclass(${file.name}) and relkind in ('v', 'm')`;
    case "function":
      return sql<DatabaseObject[]>`
        select
          format('drop routine %s', p.oid::regprocedure) as drop,
          concat_ws(' ', p.oid, p.xmin, p.ctid) as revision,
          false as populated
        from pg_proc p
        join pg_namespace n on n.oid = p.pronamespace
        where n.nspname || '.' || p.proname = ${file.name}`;
    case "trigger":
      return sql<DatabaseObject[]>`
        select
          format('drop trigger %I on %s', tgname, tgrelid::regclass) as drop,
          concat_ws(' ', oid, xmin, ctid) as revision,
          false as populated
        from pg_trigger
        where tgrelid = to_regclass(${file.name}) and not tgisinternal`;
  }
}
