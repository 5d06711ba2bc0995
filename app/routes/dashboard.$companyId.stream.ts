import type { LoaderFunctionArgs } from "@remix-run/node";
import { services } from "../lib/services";
import { eventStream } from "../live/event-stream";
import { VIEWS } from "../live/hub";

/** Streams a company's views, each whole, when they change. `Last-Event-ID`, or `?last=`, tells what the page has. */
export function loader({ request, params }: LoaderFunctionArgs): Response {
  const companyId = params.companyId ?? "";
  if (!/^biz_\w{1,100}$/.test(companyId)) throw new Response("No such company", { status: 404 });
  const last = request.headers.get("last-event-id") ?? new URL(request.url).searchParams.get("last");
  return eventStream({ signal: request.signal, views: VIEWS, lastEventId: last }, (client) =>
    services().hub.watch(companyId, client),
  );
}
