import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer, get, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { createRequestListener } from "@remix-run/node-fetch-server";
import { afterEach, describe, expect, test, vi } from "vitest";
import {
  type Client,
  eventStream,
  HEARTBEAT_MS,
  type Snapshot,
  STREAM_LIFETIME_MS,
  snapshotData,
} from "../../app/live/event-stream";

const VIEWS = ["figures", "feed"] as const;
/** The id of an event of the stream about "a question", whose client has these. */
const id = (has: string) => `${ABOUT}:${has}`;
const ABOUT = createHash("sha256").update("a question").digest("base64url").slice(0, 12);
const snapshot = (view: string, hash: string, json = `"${hash}"`): Snapshot => ({
  view,
  hash,
  data: snapshotData(json),
});

/** A stream and the client that its other end is shown to. */
function open(o: { lastEventId?: string; about?: string } = {}) {
  const gone = new AbortController();
  const cleanup = vi.fn();
  let client: Client | undefined;
  const response = eventStream(
    { signal: gone.signal, about: o.about ?? "a question", views: VIEWS, lastEventId: o.lastEventId ?? null },
    (opened) => {
      client = opened;
      return cleanup;
    },
  );
  if (!client || !response.body) throw new Error("the stream did not open");
  return { client, response, reader: response.body.getReader(), gone, cleanup };
}

/** What arrives within a moment. */
async function receive(reader: ReadableStreamDefaultReader<Uint8Array>, forMs = 20): Promise<string> {
  let text = "";
  let pending = pendingReads.get(reader);
  const deadline = Date.now() + forMs;
  for (;;) {
    pending ??= reader.read();
    pendingReads.set(reader, pending);
    const read = await Promise.race([pending, sleep(Math.max(1, deadline - Date.now()))]);
    if (!read) return text;
    pending = undefined;
    pendingReads.delete(reader);
    if (read.done) return text;
    text += new TextDecoder().decode(read.value);
  }
}
const pendingReads = new WeakMap<object, Promise<ReadableStreamReadResult<Uint8Array>>>();

afterEach(() => {
  vi.useRealTimers();
});

describe("a stream", () => {
  test("is one that no proxy holds back or changes", () => {
    const { response } = open();
    expect(response.headers.get("content-type")).toMatch(/^text\/event-stream/);
    expect(response.headers.get("cache-control")).toBe("no-cache, no-transform");
    expect(response.headers.get("x-accel-buffering")).toBe("no");
  });

  test("begins with how long to wait before it is opened again, then what is said and shown, in order", async () => {
    const { client, reader } = open();
    client.say("hello", {});
    client.show(snapshot("figures", "f1"));
    expect(await receive(reader)).toBe(
      `retry: 2000\n\nevent: hello\ndata: {}\n\nevent: figures\nid: ${id("f1.-")}\ndata: "f1"\n\n`,
    );
  });

  test("sends the same content once", async () => {
    const { client, reader } = open();
    client.show(snapshot("figures", "f1"));
    await receive(reader);
    client.show(snapshot("figures", "f1"));
    expect(await receive(reader)).toBe("");
  });

  test("says with each event what the client has then, never what it will have", async () => {
    const { client, reader } = open();
    client.show(snapshot("figures", "f1"));
    client.show(snapshot("feed", "e1"));
    const ids = [...(await receive(reader)).matchAll(/^id: (.*)$/gm)].map(([, id]) => id);
    expect(ids).toEqual([id("f1.-"), id("f1.e1")]);
  });

  test("opened again with the last id sends only the views that differ", async () => {
    const { client, reader } = open({ lastEventId: id("f1.e1") });
    client.show(snapshot("figures", "f1"));
    client.show(snapshot("feed", "e2"));
    const text = await receive(reader);
    expect(text).not.toContain("event: figures");
    expect(text).toContain(`event: feed\nid: ${id("f1.e2")}\ndata: "e2"\n\n`);
  });

  test("about something else leaves out nothing, though what it shows is the same", async () => {
    const { client, reader } = open({ lastEventId: id("f1.e1"), about: "another question" });
    client.show(snapshot("figures", "f1"));
    client.show(snapshot("feed", "e1"));
    expect((await receive(reader)).match(/^event: .*$/gm)).toEqual(["event: figures", "event: feed"]);
  });

  test.each(["", "nonsense", "f1.e1", `${ABOUT}:1.2.3.4.5`])(
    "sends everything when the last id is %j",
    async (lastEventId) => {
      const { client, reader } = open({ lastEventId });
      client.show(snapshot("figures", "f1"));
      expect(await receive(reader)).toContain("event: figures");
    },
  );

  test("gives a client that reads nothing for a while only the newest of each view", async () => {
    const { client, reader } = open();
    for (let change = 1; change <= 100; change++) {
      client.show(snapshot("figures", `f${change}`));
      client.show(snapshot("feed", `e${change}`));
    }
    const text = await receive(reader);
    expect(text.match(/^data: .*$/gm)).toEqual(['data: "f100"', 'data: "e100"']);
  });

  test("sends nothing for a view that went back to what the client has before it was read", async () => {
    const { client, reader } = open({ lastEventId: id("f1.e1") });
    client.show(snapshot("figures", "f2"));
    client.show(snapshot("figures", "f1"));
    expect(await receive(reader)).toBe("retry: 2000\n\n");
  });

  test("is cleaned up once when the client goes away, and showing to it then does no harm", async () => {
    const left = open();
    left.gone.abort();
    left.gone.abort();
    expect(left.cleanup).toHaveBeenCalledOnce();
    left.client.show(snapshot("figures", "f1"));

    const cancelled = open();
    await cancelled.reader.cancel();
    expect(cancelled.cleanup).toHaveBeenCalledOnce();
    cancelled.client.show(snapshot("figures", "f1"));
  });

  test("is cleaned up at once when the client had gone before it was set up", () => {
    const cleanup = vi.fn();
    eventStream(
      { signal: AbortSignal.abort(), about: "a question", views: VIEWS, lastEventId: null },
      () => cleanup,
    );
    expect(cleanup).toHaveBeenCalledOnce();
  });

  test("says something every 15 s, and ends by itself after its lifetime", async () => {
    vi.useFakeTimers();
    const { reader, cleanup } = open();
    expect(new TextDecoder().decode((await reader.read()).value)).toBe("retry: 2000\n\n");
    const heartbeat = reader.read();
    await vi.advanceTimersByTimeAsync(HEARTBEAT_MS);
    expect(new TextDecoder().decode((await heartbeat).value)).toBe("event: beat\ndata: {}\n\n");
    await vi.advanceTimersByTimeAsync(STREAM_LIFETIME_MS);
    expect(cleanup).toHaveBeenCalledOnce();
    await reader.read();
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe("over HTTP", () => {
  test("a client that stops reading costs no more than one snapshot a view, and ends up with the newest", async () => {
    let client: Client | undefined;
    const cleanup = vi.fn();
    const server = createServer(
      createRequestListener((request: Request) =>
        eventStream(
          { signal: request.signal, about: "a question", views: VIEWS, lastEventId: null },
          (opened) => {
            client = opened;
            return cleanup;
          },
        ),
      ),
    ).listen(0, "127.0.0.1");
    await once(server, "listening");
    const request = get({ port: (server.address() as AddressInfo).port, host: "127.0.0.1" });
    const [response] = (await once(request, "response")) as [IncomingMessage];
    response.pause();

    const changes = 2_000;
    const filler = "x".repeat(64 * 1024);
    for (let change = 1; change <= changes; change++) {
      client?.show(snapshot("figures", `f${change}`, `"${change} ${filler}"`));
      if (change % 100 === 0) await sleep(1);
    }

    let events = 0;
    let rest = "";
    const newest = new Promise<void>((resolve) => {
      response.setEncoding("utf8").on("data", (text: string) => {
        rest = (rest + text).slice(-filler.length * 2);
        events += text.split("event: figures").length - 1;
        if (rest.includes(`"${changes} x`)) resolve();
      });
    });
    response.resume();
    await newest;
    expect(events).toBeLessThan(changes / 4);

    request.destroy();
    await vi.waitFor(() => expect(cleanup).toHaveBeenCalledOnce());
    server.close();
  });
});
