import os from "node:os";

/** Processes that want a core, per core, above which a figure says more about them than about what is measured. */
const BUSY = 0.5;

/** What the figures are taken on, in one line, and a second one where others keep it busy. */
export function machine(postgresVersion: string): string {
  const cores = os.cpus();
  const busy = (os.loadavg()[0] ?? 0) / cores.length;
  const line = `${cores.length} cores (${cores[0]?.model.trim() ?? "unknown"}), Node ${process.versions.node}, PostgreSQL ${postgresVersion}, everything durable`;
  if (busy < BUSY) return line;
  return `${line}\nOthers keep this machine busy (load ${(busy * cores.length).toFixed(1)}): the figures will be low and spread.`;
}
