import { startEmbedded } from "../../db/embedded";
import { THROW_AWAY } from "./servers";

/** A process of its own that starts the server of a data folder, says how that went, and waits to be ended. */
const said: string[] = [];
const server = await startEmbedded({
  dataDir: process.argv[2] ?? "",
  settings: THROW_AWAY,
  say: (line) => said.push(line),
});
process.stdout.write(`${JSON.stringify({ port: server.port, adopted: server.adopted, said })}\n`);
process.once("SIGTERM", async () => {
  await server.stop();
  process.exit(0);
});
