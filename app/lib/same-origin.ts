/**
 * Whether a request comes from a page of this very host: browsers say with each POST where it comes from. Whatever changes or
 * reveals something asks this first, for a page of another site can make a browser post here, too.
 */
export function isSameOrigin({ headers }: Request): boolean {
  const origin = headers.get("origin");
  return origin !== null && hostOf(origin) === headers.get("host");
}

/** Whether a request says that it comes from elsewhere. What no browser sent, such as curl, says nothing. */
export function isFromElsewhere(request: Request): boolean {
  return request.headers.has("origin") && !isSameOrigin(request);
}

function hostOf(origin: string): string | null {
  return URL.canParse(origin) ? new URL(origin).host : null;
}
