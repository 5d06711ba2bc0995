/** Whop's largest deliveries are a few dozen KiB; no honest one comes near this. */
export const LARGEST_BODY_BYTES = 1024 * 1024;

/** The request's exact bytes, read once, or null when there are more than `LARGEST_BODY_BYTES`. */
export async function readBody(request: Request): Promise<Uint8Array | null> {
  const told = toldLength(request.headers);
  // Node's parser holds a sender to the length that was told, so a body of a bearable length is read in one go: a stream costs
  // more than all the rest of a request together.
  if (told !== null) {
    return told > LARGEST_BODY_BYTES ? null : new Uint8Array(await request.arrayBuffer());
  }
  if (!request.body) return new Uint8Array();

  const chunks: Uint8Array[] = [];
  let length = 0;
  const reader = request.body.getReader();
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    length += read.value.byteLength;
    if (length > LARGEST_BODY_BYTES) {
      await reader.cancel();
      return null;
    }
    chunks.push(read.value);
  }
  return Buffer.concat(chunks, length);
}

/** The body's size in bytes as the sender told it before, or null. */
export function toldLength(headers: Headers): number | null {
  const told = headers.get("content-length");
  return told === null ? null : Math.min(Number(told), Number.MAX_SAFE_INTEGER);
}
