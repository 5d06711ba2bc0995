import { createServer, type IncomingMessage } from "node:http";
import { deliveryOf } from "../../../app/ingest/delivery";
import { createQueue } from "../../../app/ingest/queue";
import { verifySignature } from "../../../app/ingest/signature";
import { openDatabase } from "../../../app/lib/db";
import { createLog } from "../../../app/lib/log";

/**
 * A process of its own: the least that can be done with a delivery over HTTP. Node's own server, the same signature
 * check, the same group commit into the same table; no Remix, no routes, no limits. `argv[2]`: BareSettings.
 */
export interface BareSettings {
  /** a superuser's connection string */
  databaseUrl: string;
  secret: string;
}

const { databaseUrl, secret } = JSON.parse(process.argv[2] ?? "{}") as BareSettings;
const database = openDatabase(databaseUrl, { role: "tidemark_app" });
const queue = createQueue({ sql: database.ingest, log: createLog("warn") });

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", async () => {
    const body = Buffer.concat(chunks);
    const headers = headersOf(request);
    const verdict = verifySignature({ headers, body, secrets: [secret] });
    if (!verdict.valid) return void response.writeHead(401).end();
    await queue.store(deliveryOf({ headers, body, ...verdict })).then(
      () => response.writeHead(200, { "content-type": "application/json" }).end('{"stored":true}'),
      () => response.writeHead(503).end(),
    );
  });
});

/** What the check and the delivery ask of headers. Making whole ones would be work that a bare server need not do. */
function headersOf(request: IncomingMessage): Headers {
  const get = (name: string) => request.headers[name]?.toString() ?? null;
  return { get } as Headers;
}

server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  if (address && typeof address === "object") process.send?.({ url: `http://127.0.0.1:${address.port}` });
});
process.on("disconnect", () => process.exit());
