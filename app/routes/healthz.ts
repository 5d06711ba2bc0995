/** The process is alive and answers. */
export function loader(): Response {
  return new Response("ok\n", {
    headers: { "Cache-Control": "no-store", "X-Tidemark": "alive" },
  });
}
