// `node app/cli/run.mjs <command>`: makes the project ready (packages, build) and runs app/cli/<command>.ts in this
// process. Plain JavaScript without packages, because on a fresh clone there are none yet.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";

const OLDEST_NODE = [20, 19];
const HEAD_LINES = 12;
const TAIL_LINES = 20;
/** What the build is made of. */
const SOURCES = ["app", "db", "public", "package-lock.json", "remix.config.js", "tsconfig.json"];
/** Commands that run the compiled server; the others run from the sources. */
const NEED_BUILD = new Set(["start", "demo", "test"]);
const STAMP = "build/.sources";
/** What browsers are sent. Emptied before each build: names carry a hash, and old ones would stay for ever. */
const BUILT = "public/build";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
process.chdir(root);
const [command = ""] = process.argv.splice(2, 1);
const script = command === "test" ? "tests/run.ts" : `app/cli/${command}.ts`;

requireNode();
if (!/^[a-z-]+$/.test(command) || !existsSync(script)) {
  giveUp(`There is no command "${command}": say ${commands().join(", ")}.`);
}
// Tests want React's and Remix's development checks; everything else runs as it would for a creator.
process.env.NODE_ENV ??= command === "test" ? "test" : "production";
await installPackages();
if (NEED_BUILD.has(command)) await buildServer();
const { register } = await import("tsx/esm/api");
register();
// Modules that look at argv find what they would find had they been started themselves.
process.argv[1] = path.resolve(script);
await import(pathToFileURL(path.resolve(script)).href);

function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  const [wantedMajor = 0, wantedMinor = 0] = OLDEST_NODE;
  if (major > wantedMajor || (major === wantedMajor && minor >= wantedMinor)) return;
  giveUp(
    `Tidemark needs Node ${OLDEST_NODE.join(".")} or newer, and this is ${process.versions.node}: see https://nodejs.org.`,
  );
}

function commands() {
  const names = readdirSync("app/cli").filter((name) => name.endsWith(".ts"));
  return [...names.map((name) => name.slice(0, -3)), "test"].sort();
}

/** Installs what the lockfile says, unless that was done since it last changed. */
async function installPackages() {
  const installed = "node_modules/.package-lock.json";
  const isCurrent =
    existsSync(installed) && statSync(installed).mtimeMs >= statSync("package-lock.json").mtimeMs;
  if (isCurrent) return;
  const npm = process.env.npm_execpath;
  const [program, ...first] = npm?.endsWith("js") ? [process.execPath, npm] : ["npm"];
  await step(
    "Installing packages",
    [program, ...first, "ci", "--include=dev", "--no-audit", "--no-fund"],
    "The packages could not be installed. Check the connection to the npm registry, then try again.",
  );
}

/** Builds the server and the page, unless they were built from exactly these sources. */
async function buildServer() {
  const sources = hashOf(SOURCES);
  const isCurrent =
    existsSync(STAMP) && existsSync("build/index.js") && readFileSync(STAMP, "utf8") === sources;
  if (isCurrent) return;
  rmSync(STAMP, { force: true });
  rmSync(BUILT, { recursive: true, force: true });
  await step(
    "Building",
    [process.execPath, "node_modules/@remix-run/dev/dist/cli.js", "build"],
    "Tidemark could not be built. The lines above say where; correct it, or go back to a version that builds.",
  );
  compressBuilt();
  writeFileSync(STAMP, sources);
}

/** Beside each built text its compressed forms, for the server to send: compressing them while they are asked for costs more. */
function compressBuilt() {
  for (const file of readdirSync(BUILT, { recursive: true }).filter((name) => /\.(js|css)$/.test(name))) {
    const content = readFileSync(path.join(BUILT, file));
    writeFileSync(path.join(BUILT, `${file}.gz`), gzipSync(content, { level: 9 }));
    writeFileSync(path.join(BUILT, `${file}.br`), brotliCompressSync(content));
  }
}

/** Runs one preparation, says how long it took, and shows the end of its output only when it fails. */
async function step(title, [program = "", ...args], failure) {
  process.stdout.write(`${title} … `);
  const began = performance.now();
  const { code, output } = await outcomeOf(program, args);
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  process.stdout.write(code === 0 ? `done (${seconds} s)\n` : `failed (${seconds} s)\n`);
  if (code !== 0) giveUp(`${shorten(output)}\n\n${failure}`);
}

/** The end of an output, where the reason is, and its beginning, where npm tells it. */
function shorten(output) {
  const lines = output.trimEnd().split("\n");
  if (lines.length <= HEAD_LINES + TAIL_LINES) return lines.join("\n");
  return [...lines.slice(0, HEAD_LINES), "…", ...lines.slice(-TAIL_LINES)].join("\n");
}

function outcomeOf(program, args) {
  return new Promise((resolve) => {
    // The build is the production build whatever runs it afterwards.
    const env = { ...process.env, NODE_ENV: "production" };
    const shell = process.platform === "win32" && program === "npm";
    const child = spawn(program, args, {
      env,
      shell,
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text) => {
        output += text;
      });
    }
    child.once("error", (error) => resolve({ code: 1, output: `${output}\n${error.message}` }));
    child.once("close", (code) => resolve({ code, output }));
  });
}

function hashOf(places) {
  const hash = createHash("sha256");
  for (const file of places.flatMap(filesIn).sort())
    hash.update(`${file}\0`).update(readFileSync(file)).update("\0");
  return hash.digest("hex");
}

function filesIn(place) {
  if (!existsSync(place)) return [];
  if (statSync(place).isFile()) return [place];
  if (place === path.join("public", "build")) return [];
  return readdirSync(place).flatMap((name) => filesIn(path.join(place, name)));
}

function giveUp(sentence) {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}
