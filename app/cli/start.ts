/** `npm start`: the compiled server, in this process, until Ctrl-C. */
await import(new URL("../../build/index.js", import.meta.url).href);

export {};
