/** Whop's largest deliveries are a few dozen KiB; no honest one comes near this. */
export const LARGEST_BODY_BYTES = 1024 * 1024;

/** The request's exact bytes, read once, or null when there are more than `LARGEST_BODY_BYTES`. */
export async function readBody(request: Request): Promise<Uint8Array | null> {
  if (Number(request.headers.get("content-length") ?? 0) > LARGEST_BODY_BYTES) return null;
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
