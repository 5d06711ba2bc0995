import { createHash } from "node:crypto";

/**
 * Proxies drop connections that say nothing; most wait 30 s or more. And a page must notice a connection that died without a
 * word: so a heartbeat is an event, not a comment, which no page gets to see.
 */
export const HEARTBEAT_MS = 15_000;
/** A stream ends by itself, so that no forgotten one lives for ever; the page opens another and gets what changed. */
export const STREAM_LIFETIME_MS = 30 * 60_000;
/** Streams that began together do not end together: up to this part of the lifetime is taken off. */
const LIFETIME_JITTER = 0.2;
/** What a browser waits before it opens the stream again. */
const RETRY_MS = 2_000;

/** The newest state of one view, ready to be sent: made once, however many clients get it. */
export interface Snapshot {
  view: string;
  /** short hash of the content; the same hash is not sent to the same client twice */
  hash: string;
  /** the event's `data:` line with the blank line that ends it */
  data: Uint8Array;
}

export interface Client {
  /** Sends the snapshot as soon as the client can take it, unless it has it or a newer one comes first. */
  show(snapshot: Snapshot): void;
  /** Sends a small event of its own; of several with one name only the newest. */
  say(event: string, data: object): void;
  /** Ends the stream; the page will open it again. */
  end(): void;
}

const encoder = new TextEncoder();

export function snapshotData(json: string): Uint8Array {
  return encoder.encode(`data: ${json}\n\n`);
}

/**
 * A `text/event-stream` response. `setup` gets the client and answers what to undo when it has gone.
 * Each event's id tells what the stream is about and which content of each of `views` the client has, so that `lastEventId`,
 * after a reconnect and even after a restart, leaves out what has not changed. The id of a stream about something else leaves
 * out nothing. What waits for a slow client is one snapshot a view.
 */
export function eventStream(
  i: {
    signal: AbortSignal;
    /** what the stream is about, such as the address of a question */
    about: string;
    views: readonly string[];
    lastEventId: string | null;
  },
  setup: (client: Client) => () => void,
): Response {
  const about = createHash("sha256").update(i.about).digest("base64url").slice(0, 12);
  const has = parseId(about, i.views, i.lastEventId);
  const waiting = new Map<string, Snapshot | string>();
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  let taken: (() => void) | undefined;
  let ended = false;
  let cleanup = () => {};

  const client: Client = {
    show(snapshot) {
      waiting.delete(snapshot.view);
      if (has.get(snapshot.view) !== snapshot.hash) waiting.set(snapshot.view, snapshot);
      flush();
    },
    say(event, data) {
      waiting.delete(`event ${event}`);
      waiting.set(`event ${event}`, `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
      flush();
    },
    end: () => leave(() => controller?.close()),
  };

  /** Hands over what waits, if the client asks for it; else it goes on waiting, and newer replaces older. */
  function flush(): void {
    if (ended || !taken || !controller || waiting.size === 0) return;
    for (const item of waiting.values()) {
      if (typeof item === "string") {
        controller.enqueue(encoder.encode(item));
      } else {
        has.set(item.view, item.hash);
        controller.enqueue(encoder.encode(`event: ${item.view}\nid: ${formatId(about, i.views, has)}\n`));
        controller.enqueue(item.data);
      }
    }
    waiting.clear();
    taken();
    taken = undefined;
  }

  function leave(last: () => void): void {
    if (ended) return;
    ended = true;
    clearInterval(heartbeat);
    clearTimeout(lifetime);
    i.signal.removeEventListener("abort", client.end);
    cleanup();
    last();
    taken?.();
    taken = undefined;
  }

  const heartbeat = setInterval(() => client.say("beat", {}), HEARTBEAT_MS);
  const lifetime = setTimeout(client.end, STREAM_LIFETIME_MS * (1 - LIFETIME_JITTER * Math.random()));
  i.signal.addEventListener("abort", client.end);

  const body = new ReadableStream<Uint8Array>(
    {
      start(opened) {
        controller = opened;
        waiting.set("retry", `retry: ${RETRY_MS}\n\n`);
        cleanup = setup(client);
        if (ended) cleanup();
      },
      pull: () =>
        new Promise<void>((resolve) => {
          taken = resolve;
          flush();
        }),
      cancel: () => leave(() => {}),
    },
    // Nothing is read ahead: what has not been asked for can still be replaced by something newer.
    { highWaterMark: 0 },
  );

  if (i.signal.aborted) client.end();
  return new Response(body, {
    headers: {
      "Content-Type": "text/event-stream; charset=utf-8",
      "Cache-Control": "no-cache, no-transform",
      "X-Accel-Buffering": "no",
    },
  });
}

/** `<about>:<hash>.<hash>…` in the order of `views`; `-` for a view not sent yet. */
function formatId(about: string, views: readonly string[], has: ReadonlyMap<string, string>): string {
  return `${about}:${views.map((view) => has.get(view) ?? "-").join(".")}`;
}

/** What the client has. An id that is not one of this stream's says nothing. */
function parseId(about: string, views: readonly string[], id: string | null): Map<string, string> {
  const [said, hashes] = id?.split(":") ?? [];
  const list = hashes?.split(".") ?? [];
  if (said !== about || list.length !== views.length) return new Map();
  return new Map(views.flatMap((view, index) => (list[index] ? [[view, list[index]] as const] : [])));
}
