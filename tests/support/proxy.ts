import net from "node:net";

/** The first byte of a query, in PostgreSQL's protocol. */
const PARSE = "P".charCodeAt(0);

/** A way to a PostgreSQL on 127.0.0.1 that can be cut. */
export interface Way {
  port: number;
  /** resets every connection; answers how many there were */
  cut(): number;
  /** resets the next connection that asks something, at that moment */
  cutNextQuery(): void;
  /** lets every connection of this moment go silent for ever, as a machine that vanished does; new ones work */
  strand(): number;
  close(): void;
}

export async function startProxy(to: { port: number }): Promise<Way> {
  let cuttingNext = false;
  const pairs = new Set<[net.Socket, net.Socket]>();
  const server = net.createServer((near) => {
    const far = net.connect(to.port, "127.0.0.1");
    const pair: [net.Socket, net.Socket] = [near, far];
    pairs.add(pair);
    near.on("data", (data) => {
      if (!cuttingNext || data[0] !== PARSE) return;
      cuttingNext = false;
      near.resetAndDestroy();
    });
    near.pipe(far).pipe(near);
    for (const side of pair) {
      side.setNoDelay(true).on("error", () => {});
      side.on("close", () => {
        pairs.delete(pair);
        for (const each of pair) each.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const stranded: net.Socket[] = [];

  return {
    port: (server.address() as net.AddressInfo).port,
    cut() {
      const count = pairs.size;
      for (const pair of pairs) for (const side of pair) side.resetAndDestroy();
      return count;
    },
    cutNextQuery() {
      cuttingNext = true;
    },
    strand() {
      const count = pairs.size;
      for (const [near, far] of pairs) {
        near.unpipe();
        far.unpipe();
        near.resume(); // takes what comes, as a network would, and nobody hears it
        far.resetAndDestroy();
        far.removeAllListeners("close");
        stranded.push(near);
      }
      pairs.clear();
      return count;
    },
    close() {
      server.close();
      for (const pair of pairs) for (const side of pair) side.destroy();
      for (const side of stranded) side.destroy();
    },
  };
}
