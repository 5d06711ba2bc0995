import { json, type LoaderFunctionArgs } from "@remix-run/node";
import { unavailable } from "../lib/unavailable";
import { readDefinition } from "../models/definitions";

/** What a figure means, and the SQL that runs: the same for every company, and another one only after an update. */
export async function loader({ params }: LoaderFunctionArgs) {
  const definition = await readDefinition(params.name ?? "").catch(unavailable);
  if (!definition) throw new Response("No such definition", { status: 404 });
  return json(definition, { headers: { "Cache-Control": "no-cache" } });
}
