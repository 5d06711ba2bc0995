import { once } from "node:events";
import net from "node:net";

/** One kept-alive HTTP/1.1 connection, one request at a time. It does no more than it must, to leave the machine to the server. */
export interface Connection {
  /** Sends these bytes, a whole request, and answers the status when the whole answer has come. */
  send(request: Buffer): Promise<number>;
  close(): void;
}

export async function openConnection(url: string): Promise<Connection> {
  const { hostname, port } = new URL(url);
  const socket = net.connect({ host: hostname, port: Number(port), noDelay: true });
  let received = "";
  let waiting: { resolve(status: number): void; reject(error: Error): void } | null = null;
  const fail = (error: Error) => {
    waiting?.reject(error);
    waiting = null;
  };
  socket.setEncoding("latin1");
  socket.on("data", (text: string) => {
    received += text;
    if (!isWhole(received)) return;
    const status = Number(received.slice("HTTP/1.1 ".length, "HTTP/1.1 200".length));
    received = "";
    waiting?.resolve(status);
    waiting = null;
  });
  socket.on("close", () => fail(new Error("The server closed a connection before it answered.")));
  await once(socket, "connect");
  socket.on("error", fail);
  return {
    send: (request) =>
      new Promise((resolve, reject) => {
        waiting = { resolve, reject };
        socket.write(request);
      }),
    close: () => socket.destroy(),
  };
}

/** Whether this is an answer with all of its body, by its length or by its last chunk. */
function isWhole(received: string): boolean {
  const headEnd = received.indexOf("\r\n\r\n");
  if (headEnd < 0) return false;
  const bodyAt = headEnd + 4;
  const length = /\r\ncontent-length: *(\d+)/i.exec(received.slice(0, headEnd))?.[1];
  if (length !== undefined) return received.length >= bodyAt + Number(length);
  return (
    received.endsWith("0\r\n\r\n") && (received.length === bodyAt + 5 || received.endsWith("\r\n0\r\n\r\n"))
  );
}
