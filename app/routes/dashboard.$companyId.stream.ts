import type { LoaderFunctionArgs } from "@remix-run/node";
import { askedOf } from "../lib/asked";
import { PAGE_NAMES } from "../lib/pages";
import { hrefOf } from "../lib/question";
import { services } from "../lib/services";
import { eventStream } from "../live/event-stream";
import { viewsOf } from "../models/pages";

/** Streams the views of `?page=`, each whole, when they change. `Last-Event-ID`, or `?last=`, tells what the page has. */
export function loader({ request, params }: LoaderFunctionArgs): Response {
  const search = new URL(request.url).searchParams;
  const page = PAGE_NAMES.find((name) => name === search.get("page")) ?? "overview";
  const question = askedOf(page, request, params);
  const lastEventId = request.headers.get("last-event-id") ?? search.get("last");
  return eventStream(
    { signal: request.signal, about: hrefOf(question), views: viewsOf(page), lastEventId },
    (client) => services().hub.watch(question, client),
  );
}
