import net from "node:net";

const SAMPLE_MS = 500;

/** What the driver tells of where to connect: several hosts are tried in turn, a path is a Unix socket. */
interface Target {
  host: string[];
  port: number[];
  path: string | false;
}

/** The sockets of one database. */
export interface Sockets {
  /** What a pool takes as its option `socket`; `silentAfterMs`: longer than any answer takes. */
  maker(silentAfterMs: number): (target: Target) => net.Socket;
  /** Ends those on which nothing is heard for that long; whoever needs one opens it again. */
  doubt(): void;
}

/**
 * When the machine at the other end vanishes (a failover, a firewall that forgot), nobody says so: TCP alone waits for
 * a quarter of an hour, and the driver for ever where a proxy stands between. So, once somebody has reason to doubt the
 * database, each socket must be heard again or ends. Bytes that arrived are counted below TLS, so that goes for both.
 */
export function watchSockets(): Sockets {
  const doubts = new Set<() => void>();

  function watch(socket: net.Socket, silentAfterMs: number): void {
    let bytesRead = 0;
    let heardAt = performance.now();
    let doubted = false;
    const hear = () => {
      if (socket.bytesRead === bytesRead) return;
      bytesRead = socket.bytesRead;
      heardAt = performance.now();
      doubted = false;
    };
    const doubt = () => {
      hear();
      doubted = true;
    };
    const timer = setInterval(() => {
      hear();
      if (doubted && performance.now() - heardAt > silentAfterMs)
        socket.destroy(new Error("the database has not been heard for too long"));
    }, SAMPLE_MS).unref();
    doubts.add(doubt);
    socket.once("close", () => {
      clearInterval(timer);
      doubts.delete(doubt);
    });
  }

  return {
    maker(silentAfterMs) {
      let attempts = 0;
      return ({ host, port, path }) => {
        const socket = new net.Socket();
        holdErrors(socket);
        watch(socket, silentAfterMs);
        if (path) return socket.connect(path);
        const which = attempts++ % host.length;
        const name = host[which] ?? "localhost";
        // The driver reads the name from here for the server's certificate.
        return Object.assign(socket.connect(port[which] ?? 5432, name), { host: name });
      };
    },
    doubt() {
      for (const doubt of doubts) doubt();
    },
  };
}

/**
 * Node tells of an error first and of the close a moment later. Meanwhile the driver (3.4.9) sends queries on the dead
 * socket, never rejects them, and resolves them with nothing when it has connected anew: an insert that never was. So
 * it hears both at once.
 */
function holdErrors(socket: net.Socket): void {
  const emit = socket.emit.bind(socket) as (event: string | symbol, ...about: unknown[]) => boolean;
  let error: unknown;
  socket.emit = (event: string | symbol, ...about: unknown[]) => {
    if (event === "error") {
      error = about[0];
      return true;
    }
    if (event === "close" && error) emit("error", error);
    return emit(event, ...about);
  };
}
