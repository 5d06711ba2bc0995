interface RefusedWords {
  says: string;
  todo: string;
}

/** Why requests are refused, and what to do about it. */
const REASONS: Record<string, RefusedWords> = {
  no_secret: {
    says: "No secret is set",
    todo: "Nothing can be checked. Set WHOP_WEBHOOK_SECRET to what Whop shows for the webhook, and restart Tidemark.",
  },
  missing_signature: {
    says: "No signature",
    todo: "Whop signs each delivery, so this was somebody else: a scanner, or a test of yours. If all of Whop's are refused like this, a proxy takes the headers away.",
  },
  malformed_signature: {
    says: "Garbled signature",
    todo: "The signature headers are incomplete. A proxy may change them: have it pass on webhook-id, webhook-timestamp and webhook-signature as they came.",
  },
  stale_timestamp: {
    says: "Signed too long ago",
    todo: "If the differences below are alike, this machine's clock is fast: set it by NTP. If they are not, somebody sends old deliveries again.",
  },
  future_timestamp: {
    says: "Signed in the future",
    todo: "This machine's clock is slow: set it by NTP.",
  },
  wrong_signature: {
    says: "Wrong signature",
    todo: "If Whop sent these, WHOP_WEBHOOK_SECRET is not this webhook's secret: copy it from Whop again; several, separated by commas, are all accepted. Else somebody without the secret tries.",
  },
  too_large: {
    says: "Larger than 1 MiB",
    todo: "Whop sends nothing that large. If it should come from a program of yours, send less at once.",
  },
};

export function refusalInWords(reason: string): RefusedWords {
  const known = Object.hasOwn(REASONS, reason) ? REASONS[reason] : undefined;
  return known ?? { says: reason, todo: "See the server's log." };
}

/** "4 min behind", "2 s ahead": where a sender's clock is against this machine's. */
export function formatClockDifference(seconds: number): string {
  const size = Math.abs(seconds);
  const text =
    size < 120
      ? `${size} s`
      : size < 7_200
        ? `${Math.round(size / 60)} min`
        : `${Math.round(size / 3_600)} h`;
  return `${text} ${seconds < 0 ? "ahead" : "old"}`;
}
