import { createServer, request, type Server } from "node:http";
import net, { type AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import type { ActionFunctionArgs } from "@remix-run/node";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Resource, resourceListener } from "../../app/lib/resource";
import { TextResponse } from "../../app/lib/text-response";

/** What the route does in the test at hand. */
let route: Required<Resource>;
let failures: unknown[] = [];
let server: Server;
let url: string;
const MIB = 1024 * 1024;

beforeAll(async () => {
  const resource: Resource = {
    action: (args) => route.action(args),
    loader: (args) => route.loader(args),
  };
  server = createServer(
    resourceListener(resource, {
      trustProxy: false,
      failed(error) {
        failures.push(error);
        return new Response("Unexpected Server Error", { status: 500 });
      },
    }),
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook?a=1`;
});
beforeEach(() => {
  failures = [];
  route = {
    action: async ({ request }) => new TextResponse(await request.text(), { status: 200 }),
    loader: () => new Response("read"),
  };
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

const post = (body: BodyInit, headers: Record<string, string> = {}) =>
  fetch(url, { method: "POST", body, headers });

describe("what an action is given", () => {
  test("is the request: method, address, headers and exact bytes", async () => {
    let seen: unknown;
    route.action = async ({ request }) => {
      const { method, headers } = request;
      const body = Buffer.from(await request.arrayBuffer()).toString("hex");
      seen = [method, headers.get("X-Kept"), headers.get("x-none"), headers.has("x-kept"), body];
      return new Response(null, { status: 204 });
    };
    expect((await post(Uint8Array.from([0, 255, 10]), { "x-kept": "a, b" })).status).toBe(204);
    expect(seen).toEqual(["POST", "a, b", null, true, "00ff0a"]);
  });

  test("does all that a Request does", async () => {
    let seen: unknown;
    route.action = async ({ request }) => {
      const names = [...request.headers.keys()];
      const copy = request.clone();
      seen = [
        request instanceof Request && request.headers instanceof Headers,
        new URL(request.url).search,
        names.includes("x-kept"),
        request.signal.aborted,
        request.bodyUsed,
        await request.json(),
        await copy.text(),
        request.bodyUsed,
      ];
      return new Response();
    };
    await post('{"a":1}', { "x-kept": "1" });
    expect(seen).toEqual([true, "?a=1", true, false, false, { a: 1 }, '{"a":1}', true]);
  });

  test("is read once, and then says so, and is still all else that it was", async () => {
    route.action = async ({ request }) => {
      await request.arrayBuffer();
      const again = await Promise.resolve()
        .then(() => request.text())
        .catch((error: unknown) => (error as Error).name);
      const twice = await request.arrayBuffer().catch((error: unknown) => (error as Error).name);
      const rest = [request.method, new URL(request.url).search, [...request.headers].length > 3];
      const seen = [request.bodyUsed, again, twice, ...rest, request.signal.aborted];
      return new TextResponse(JSON.stringify(seen), { status: 200 });
    };
    expect(await (await post("x")).json()).toEqual([
      true,
      "TypeError",
      "TypeError",
      "POST",
      "?a=1",
      true,
      false,
    ]);
  });

  test("a mebibyte in many pieces arrives whole", async () => {
    route.action = async ({ request }) =>
      new TextResponse(String((await request.arrayBuffer()).byteLength), { status: 200 });
    expect(await (await post("x".repeat(MIB))).text()).toBe(String(MIB));
  });
});

describe("what is answered", () => {
  test("a Response of any kind, with its length where it is known", async () => {
    const headers = { "content-type": "application/json", "x-more": "1" };
    route.action = () => new TextResponse('{"é":1}', { status: 201, headers });
    const known = await post("");
    expect([known.status, known.headers.get("content-length"), known.headers.get("x-more")]).toEqual([
      201,
      "8",
      "1",
    ]);
    expect(await known.json()).toEqual({ é: 1 });
    route.action = () => Response.json({ a: 1 }, { status: 202 });
    const any = await post("");
    expect([any.status, await any.json()]).toEqual([202, { a: 1 }]);
  });

  test("a Response that is thrown", async () => {
    route.action = () => {
      throw new TextResponse("no", { status: 403 });
    };
    const thrown = await post("x");
    expect([thrown.status, await thrown.text()]).toEqual([403, "no"]);
    expect(failures).toEqual([]);
  });

  test("a surprise is told to whoever logs, and not to the sender", async () => {
    route.action = () => Promise.reject(new Error("a secret"));
    const surprised = await post("x");
    expect([surprised.status, await surprised.text()]).toEqual([500, "Unexpected Server Error"]);
    expect(failures).toEqual([new Error("a secret")]);
  });

  test("GET and HEAD by the loader, HEAD without content", async () => {
    expect(await (await fetch(url)).text()).toBe("read");
    route.loader = () => new TextResponse("read", { status: 200 });
    const head = await fetch(url, { method: "HEAD" });
    expect([head.status, head.headers.get("content-length"), await head.text()]).toEqual([200, "4", ""]);
  });

  test("a request whose body nobody reads, and the next one on its connection", async () => {
    route.action = () => new TextResponse("no", { status: 405 });
    const socket = net.connect(Number(new URL(url).port), "127.0.0.1");
    const one = `PUT /hook HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nabcde`;
    let got = "";
    socket.on("data", (data) => {
      got += data.toString();
      if (got.split("405 Method").length === 3) socket.end();
    });
    socket.write(one);
    await sleep(20);
    socket.write(one);
    await new Promise((resolve) => socket.once("close", resolve));
    expect(got.match(/HTTP\/1\.1 405/g)).toHaveLength(2);
  });
});

describe("a sender that leaves", () => {
  /** Sends a head that tells of 1,000 bytes, then ten of them, and then hangs up. */
  async function hangUp(action: (args: ActionFunctionArgs) => Promise<Response>): Promise<unknown> {
    const ended = new Promise<unknown>((resolve) => {
      route.action = (args) => {
        const answer = action(args);
        answer.then(resolve, resolve);
        return answer;
      };
    });
    const socket = net.connect(Number(new URL(url).port), "127.0.0.1");
    socket.write("POST /hook HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n0123456789");
    await sleep(30);
    socket.destroy();
    return ended;
  }

  test("in the middle of its body ends the action, and nobody is alarmed", async () => {
    const ended = await hangUp(async ({ request }) => {
      await request.arrayBuffer();
      return new Response("never");
    });
    expect(ended).toMatchObject({ message: "the sender left before the whole request had arrived" });
    await sleep(20);
    expect(failures).toEqual([]);
    expect(await (await fetch(url)).text()).toBe("read");
  });

  test("before it is answered is not answered", async () => {
    await hangUp(async () => {
      await sleep(80);
      return new TextResponse("late", { status: 200 });
    });
    await sleep(20);
    expect(failures).toEqual([]);
  });
});

test("a body in chunks, whose length nobody told, is a stream like any other", async () => {
  const answer = await new Promise<string>((resolve, reject) => {
    const outgoing = request(url, { method: "POST" }, (response) => resolve(text(response)));
    outgoing.on("error", reject);
    outgoing.write("one ");
    outgoing.end("two");
  });
  expect(answer).toBe("one two");
});

test("a TextResponse is a Response to whoever does not know it", async () => {
  const make = () => new TextResponse("é", { status: 200, headers: { "content-type": "text/plain" } });
  expect(make()).toBeInstanceOf(Response);
  expect(await make().text()).toBe("é");
  expect(await make().clone().text()).toBe("é");
  expect(Buffer.from(await make().arrayBuffer()).toString()).toBe("é");
  expect(await new Response(make().body).text()).toBe("é");
  const used = make();
  await used.text();
  expect(used.bodyUsed).toBe(true);
});
