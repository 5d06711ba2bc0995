import type { RequestListener, ServerResponse } from "node:http";
import type { ActionFunction, LoaderFunction } from "@remix-run/node";
import { sendResponse } from "@remix-run/node-fetch-server";
import { incomingRequest, SenderLeft } from "./incoming-request";
import { TextResponse } from "./text-response";

/** A route module without a page, as it is in the server build. */
export interface Resource {
  action?: ActionFunction;
  loader?: LoaderFunction;
}

/**
 * Serves one resource route by calling its action or loader, without Remix's router and without web streams where they can be
 * done without. What it answers, or throws as a Response, is sent; of anything else thrown `failed` makes the answer.
 */
export function resourceListener(
  route: Resource,
  o: { trustProxy: boolean; failed: (error: unknown) => Response },
): RequestListener {
  return async (incoming, outgoing) => {
    const handle = incoming.method === "GET" || incoming.method === "HEAD" ? route.loader : route.action;
    try {
      const request = incomingRequest(incoming, outgoing, o);
      await send(outgoing, (await handle?.({ request, params: {}, context: {} })) as Response);
    } catch (thrown) {
      if (thrown instanceof SenderLeft || outgoing.destroyed) return;
      if (outgoing.headersSent) outgoing.destroy();
      else
        await send(outgoing, thrown instanceof Response ? thrown : o.failed(thrown)).catch(() =>
          outgoing.destroy(),
        );
    }
  };
}

async function send(outgoing: ServerResponse, response: Response): Promise<void> {
  if (outgoing.destroyed) return;
  if (!(response instanceof TextResponse)) return sendResponse(outgoing, response);
  for (const [name, value] of response.headers) outgoing.appendHeader(name, value);
  outgoing.setHeader("content-length", Buffer.byteLength(response.content));
  outgoing.writeHead(response.status);
  // Node leaves the content out where it was asked by HEAD.
  outgoing.end(response.content);
}
