import type { IncomingMessage, ServerResponse } from "node:http";
import { createHeaders, createRequest } from "@remix-run/node-fetch-server";

/** The sender left before all of the request had arrived: nobody is there to be answered. */
export class SenderLeft extends Error {}

/**
 * The request as the web knows it, read straight from Node where that is the same: method, headers by name, and the whole
 * body by `arrayBuffer()`. Whatever else it is asked for, a real Request answers, which costs 100 µs to make and read.
 */
export function incomingRequest(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  o: { trustProxy: boolean },
): Request {
  const make = (body: "with its body" | "without") =>
    createRequest(body === "without" ? bodiless(incoming) : incoming, outgoing, o);
  return new LightRequest(incoming, make) as unknown as Request;
}

/** The same request as one that cannot have a body, so that a Request made of it leaves the body alone. */
function bodiless(incoming: IncomingMessage): IncomingMessage {
  return Object.create(incoming, { method: { value: "GET" } }) as IncomingMessage;
}

/** What of a Request reads its body. */
const READERS: ReadonlySet<string | symbol> = new Set([
  "body",
  "arrayBuffer",
  "blob",
  "bytes",
  "clone",
  "formData",
  "json",
  "text",
]);

class LightRequest {
  #headers: Headers;
  #incoming: IncomingMessage;
  #make: (body: "with its body" | "without") => Request;
  #made: Request | undefined;
  #taken = false;

  constructor(incoming: IncomingMessage, make: (body: "with its body" | "without") => Request) {
    this.#incoming = incoming;
    this.#make = make;
    this.#headers = new LightHeaders(incoming) as unknown as Headers;
  }

  get method(): string {
    return this.#incoming.method ?? "GET";
  }

  get headers(): Headers {
    return this.#headers;
  }

  get bodyUsed(): boolean {
    return this.#taken || (this.#made?.bodyUsed ?? false);
  }

  arrayBuffer(): Promise<ArrayBuffer> {
    if (this.#taken) return Promise.reject(alreadyRead());
    if (this.#made) return this.#made.arrayBuffer();
    this.#taken = true;
    return bytesOf(this.#incoming);
  }

  /** The real one, which has that part. */
  real(part: string | symbol): Request {
    if (this.#taken && READERS.has(part)) throw alreadyRead();
    this.#made ??= this.#make(this.#taken ? "without" : "with its body");
    return this.#made;
  }
}

function alreadyRead(): TypeError {
  return new TypeError("Body is unusable: Body has already been read");
}

class LightHeaders {
  #incoming: IncomingMessage;
  #made: Headers | undefined;

  constructor(incoming: IncomingMessage) {
    this.#incoming = incoming;
  }

  get(name: string): string | null {
    if (this.#made) return this.#made.get(name);
    const { headers } = this.#incoming;
    const key = name.toLowerCase();
    const value = Object.hasOwn(headers, key) ? headers[key] : undefined;
    return typeof value === "string" ? value : (value?.join(", ") ?? null);
  }

  has(name: string): boolean {
    return this.get(name) !== null;
  }

  real(): Headers {
    this.#made ??= createHeaders(this.#incoming);
    return this.#made;
  }
}

/** A copy of its own: the chunks that arrive are views of larger buffers, which would be kept as long as the body. */
function bytesOf(incoming: IncomingMessage): Promise<ArrayBuffer> {
  return new Promise((resolve, reject) => {
    const chunks: Uint8Array[] = [];
    let length = 0;
    const left = () => {
      if (!incoming.readableEnded)
        reject(new SenderLeft("the sender left before the whole request had arrived"));
    };
    if (incoming.destroyed) return left();
    incoming.on("data", (chunk: Uint8Array) => {
      chunks.push(chunk);
      length += chunk.byteLength;
    });
    incoming.once("end", () => {
      const bytes = new Uint8Array(length);
      let at = 0;
      for (const chunk of chunks) {
        bytes.set(chunk, at);
        at += chunk.byteLength;
      }
      resolve(bytes.buffer);
    });
    incoming.once("error", left);
    incoming.once("close", left);
  });
}

inherit(LightRequest, Request);
inherit(LightHeaders, Headers);

/** What `light` has not itself, the real one that it makes answers. */
function inherit(
  light: typeof LightRequest | typeof LightHeaders,
  real: typeof Request | typeof Headers,
): void {
  for (const part of Reflect.ownKeys(real.prototype)) {
    if (Object.hasOwn(light.prototype, part)) continue;
    Object.defineProperty(light.prototype, part, {
      configurable: true,
      get(this: LightRequest | LightHeaders) {
        const made = this.real(part);
        const value: unknown = Reflect.get(made, part, made);
        return typeof value === "function" ? value.bind(made) : value;
      },
    });
  }
  Object.setPrototypeOf(light.prototype, real.prototype);
}
