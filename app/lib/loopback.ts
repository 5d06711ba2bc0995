import type { IncomingHttpHeaders } from "node:http";

/** Paths that anybody may ask for: they show no figures, and Whop asks for the first from outside. */
const PUBLIC_PATHS = new Set(["/webhooks/whop", "/healthz", "/readyz"]);

/** Whether an address to listen on is reachable from this machine only. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127(\.\d{1,3}){3}$/.test(host);
}

/**
 * Whether a request may be answered while nobody can be asked who they are: the figures are for a browser on this
 * machine that knows it by a loopback name. A tunnel brings another Host or says for whom it forwards; a page that
 * rebinds its own name to 127.0.0.1 (DNS rebinding) brings that name.
 */
export function mayAnswer(path: string, headers: IncomingHttpHeaders): boolean {
  if (PUBLIC_PATHS.has(path.replace(/\/+$/, ""))) return true;
  const hosts = [headers.host ?? "", ...listOf(headers["x-forwarded-host"])];
  return (
    hosts.every((host) => isLoopback(nameOf(host))) && listOf(headers["x-forwarded-for"]).every(isLoopback)
  );
}

/** `localhost:3000` → `localhost`, `[::1]:3000` → `::1` */
function nameOf(host: string): string {
  return host
    .toLowerCase()
    .replace(/:\d+$/, "")
    .replace(/^\[(.*)\]$/, "$1");
}

function listOf(header: string | string[] | undefined): string[] {
  return [header ?? []].flat().flatMap((value) => value.split(",").map((part) => part.trim()));
}
