import { createServer, type RequestListener, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { createRequestListener } from "@remix-run/node-fetch-server";
import sirv from "sirv";
import type { Logger } from "./log";
import { mayAnswer } from "./loopback";

/** How long a sender may take to send its headers, and its whole request. Answers may take as long as they like. */
const HEADERS_WITHIN_MS = 10_000;
const REQUEST_WITHIN_MS = 30_000;
/** Longer than the usual 60 s of proxies and senders, so that it is they who close an idle connection. */
const KEEP_ALIVE_MS = 65_000;
const ALL_ANSWERED_CHECK_MS = 10;

export interface HttpServer {
  /** such as http://127.0.0.1:3000 */
  url: string;
  /** From now on requests are answered; until then they get 503. What asks for exactly a path of `direct` gets that listener. */
  open(handler: (request: Request) => Promise<Response>, direct?: Record<string, RequestListener>): void;
  /** Takes no more requests; resolves when those under way are answered, or were cut off after `graceMs`. */
  close(graceMs: number): Promise<void>;
}

/** Claims the port. Throws one sentence when it cannot be had. */
export async function listenHttp(i: {
  host: string;
  port: number;
  trustProxy: boolean;
  log: Logger;
}): Promise<HttpServer> {
  let answer: RequestListener = (_request, response) => {
    plain(response, 503, "Tidemark is starting. Try again in a few seconds.", {
      "Retry-After": "5",
    });
  };
  let underWay = 0;
  const server = createServer(
    {
      headersTimeout: HEADERS_WITHIN_MS,
      requestTimeout: REQUEST_WITHIN_MS,
      keepAliveTimeout: KEEP_ALIVE_MS,
    },
    (request, response) => {
      underWay += 1;
      response.once("close", () => {
        underWay -= 1;
      });
      for (const [name, value] of SECURITY_HEADERS) response.setHeader(name, value);
      const [path = "/"] = (request.url ?? "/").split("?");
      if (mayAnswer(path, request.headers)) answer(request, response);
      else
        plain(
          response,
          421,
          "Open Tidemark on its own machine, as http://localhost: nobody else may see its figures.",
        );
    },
  );
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error) => reject(explain(error, i.port)));
    server.listen(i.port, i.host, resolve);
  });
  const { port } = server.address() as AddressInfo;

  return {
    url: `http://${i.host.includes(":") ? `[${i.host}]` : i.host}:${port}`,
    open(handler, direct = {}) {
      const files = sirv("public", { etag: true, gzip: true, brotli: true, setHeaders: setCaching });
      const dynamic = createRequestListener(handler, {
        trustProxy: i.trustProxy,
        onError(error) {
          i.log.error({ err: error }, "a request failed");
        },
      });
      const listeners = new Map(Object.entries(direct));
      answer = (request, response) => {
        const listener = listeners.get(request.url ?? "");
        if (listener) listener(request, response);
        else files(request, response, () => dynamic(request, response));
      };
    },
    async close(graceMs) {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      const deadline = performance.now() + graceMs;
      while (underWay > 0 && performance.now() < deadline) await sleep(ALL_ANSWERED_CHECK_MS);
      // Node would wait for connections that browsers opened in advance or keep for reuse.
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Whop shows the dashboard inside its own pages; nobody else may. */
const SECURITY_HEADERS = [
  ["X-Content-Type-Options", "nosniff"],
  ["Referrer-Policy", "same-origin"],
  ["Content-Security-Policy", "frame-ancestors 'self' https://whop.com https://*.whop.com"],
] as const;

/** The names of built files carry a hash of their content. */
function setCaching(response: ServerResponse, path: string): void {
  const built = path.startsWith("/build/");
  response.setHeader("Cache-Control", built ? "public, max-age=31536000, immutable" : "public, max-age=3600");
}

function plain(
  response: ServerResponse,
  status: number,
  sentence: string,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, {
    "Content-Type": "text/plain; charset=utf-8",
    Connection: "close",
    ...headers,
  });
  response.end(`${sentence}\n`);
}

function explain(error: NodeJS.ErrnoException, port: number): Error {
  if (error.code === "EADDRINUSE") return new PortInUse(port);
  if (error.code === "EACCES")
    return new Error(`Port ${port} needs more rights than you have: set PORT to 1024 or more.`);
  return error;
}

/** Somebody else listens on the port. */
export class PortInUse extends Error {
  constructor(readonly port: number) {
    super(
      `Port ${port} is in use by another program: stop it, or set PORT to another, such as PORT=${port + 1}.`,
    );
  }
}
