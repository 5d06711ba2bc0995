/** @type {import("@remix-run/dev").AppConfig} */
export default {
  server: "./app/server.ts",
  serverModuleFormat: "esm",
  serverPlatform: "node",
  serverBuildPath: "build/index.js",
  serverMinify: false,
  tailwind: false,
  postcss: false,
  future: {
    v3_fetcherPersist: true,
    v3_relativeSplatPath: true,
    v3_throwAbortReason: true,
    // One page and one stream: neither would change what it sends.
    v3_lazyRouteDiscovery: false,
    v3_singleFetch: false,
  },
  ignoredRouteFiles: ["**/.*"],
  // Frosted UI ships untranspiled directory imports and CSS: Node cannot load them, the bundler can.
  serverDependenciesToBundle: [
    /^frosted-ui/,
    /^@base-ui/,
    /^@react-aria/,
    /^react-aria/,
    /^@react-stately/,
    /^@internationalized/,
    /^vaul/,
  ],
};
