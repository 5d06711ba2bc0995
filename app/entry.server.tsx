import { PassThrough } from "node:stream";
import { createReadableStreamFromReadable, type EntryContext } from "@remix-run/node";
import { RemixServer } from "@remix-run/react";
import { renderToPipeableStream } from "react-dom/server";

/** A page that is not rendered by then is given up. */
const RENDER_WITHIN_MS = 5_000;

/** Renders a page whole before it is sent: everything it shows is in the first HTML. */
export default function handleRequest(
  request: Request,
  status: number,
  headers: Headers,
  context: EntryContext,
): Promise<Response> {
  return new Promise((resolve, reject) => {
    let finalStatus = status;
    const page = renderToPipeableStream(<RemixServer context={context} url={request.url} />, {
      onAllReady() {
        clearTimeout(patience);
        const body = new PassThrough();
        headers.set("Content-Type", "text/html; charset=utf-8");
        resolve(
          new Response(createReadableStreamFromReadable(body), {
            status: finalStatus,
            headers,
          }),
        );
        page.pipe(body);
      },
      onShellError: reject,
      onError() {
        finalStatus = 500;
      },
    });
    const patience = setTimeout(page.abort, RENDER_WITHIN_MS);
  });
}
