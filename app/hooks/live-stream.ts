/** How current the page is. Instants are milliseconds of this browser's clock. */
export type Connection =
  | { state: "live" }
  /** `since`: when the stream was cut, null before it was first open */
  | { state: "reconnecting"; since: number | null }
  | { state: "stale"; since: number };

/** A cut that heals sooner is not worth a word. */
const RECONNECTING_AFTER_MS = 1_000;
/** From here on the figures may no longer be true. */
const STALE_AFTER_MS = 10_000;
/** An open connection that has not said hello by then is stuck behind something. */
const HELLO_WITHIN_MS = 15_000;
const RETRY_AT_MOST_MS = 10_000;
/** The server says something every 15 s. A stream that is silent for longer than two of those is dead, whatever the browser thinks. */
const SILENT_MS = 35_000;
const LISTEN_EVERY_MS = 5_000;

export interface StreamListener {
  /** a whole view that changed */
  onView(view: string, content: unknown): void;
  onConnection(connection: Connection): void;
}

/**
 * Keeps a page's event stream open while the page is in view, takes the `views` from it, and says how current it is.
 * Each reconnect is its own, with `?last=<id>`, because a browser sends Last-Event-ID only on its own retries,
 * which wait longer than they need to; so `url` has a search already. Answers a function that ends it all.
 */
export function watchStream(
  url: string,
  views: readonly string[],
  { onView, onConnection }: StreamListener,
): () => void {
  let source: EventSource | null = null;
  let lastEventId = "";
  let failures = 0;
  let cutAt: number | null = Date.now();
  /** A page that comes back into view was cut off on purpose: its patience starts when it is seen. */
  let patientSince = Date.now();
  let wasLive = false;
  let heardAt = Date.now();
  let timers: number[] = [];

  function open() {
    stop();
    if (document.hidden) return;
    const opened = new EventSource(lastEventId ? `${url}&last=${encodeURIComponent(lastEventId)}` : url);
    source = opened;
    heardAt = Date.now();
    for (const said of ["hello", "stale", "beat", ...views]) {
      opened.addEventListener(said, () => {
        heardAt = Date.now();
      });
    }
    opened.addEventListener("hello", live);
    opened.addEventListener("stale", stale);
    opened.addEventListener("error", retry);
    for (const view of views) opened.addEventListener(view, (event) => take(view, event));
    after(HELLO_WITHIN_MS, () => cutAt !== null && retry());
    announceCut();
  }

  function take(view: string, event: MessageEvent<string>) {
    if (event.lastEventId) lastEventId = event.lastEventId;
    onView(view, JSON.parse(event.data));
  }

  function live() {
    failures = 0;
    cutAt = null;
    wasLive = true;
    clearTimers();
    onConnection({ state: "live" });
  }

  /** The server is there, but cannot read the figures itself: it says until when they were true. */
  function stale(event: MessageEvent<string>) {
    const { since } = JSON.parse(event.data) as { since: string };
    failures = 0;
    cutAt = patientSince = Date.parse(since);
    clearTimers();
    onConnection({ state: "stale", since: cutAt });
  }

  function retry() {
    stop();
    // The first retry is at once, the others wait 1, 2, 4 … s, each a little different so that pages do not march in step.
    const wait = failures === 0 ? 0 : Math.min(1_000 * 2 ** (failures - 1), RETRY_AT_MOST_MS);
    failures += 1;
    announceCut();
    after(wait + Math.random() * 250, open);
  }

  /** Closes the stream; the page counts as cut off from here. */
  function stop() {
    source?.close();
    source = null;
    if (cutAt === null) {
      cutAt = Date.now();
      patientSince = cutAt;
    }
    clearTimers();
  }

  function announceCut() {
    if (cutAt === null) return;
    const since = cutAt;
    const reconnecting: Connection = {
      state: "reconnecting",
      since: wasLive ? since : null,
    };
    const untilStale = patientSince + STALE_AFTER_MS - Date.now();
    if (untilStale <= 0) return onConnection({ state: "stale", since });
    const untilReconnecting = since + RECONNECTING_AFTER_MS - Date.now();
    if (untilReconnecting <= 0) onConnection(reconnecting);
    else after(untilReconnecting, () => onConnection(reconnecting));
    after(untilStale, () => onConnection({ state: "stale", since }));
  }

  function after(milliseconds: number, act: () => void) {
    timers.push(window.setTimeout(act, milliseconds));
  }

  function clearTimers() {
    for (const timer of timers) window.clearTimeout(timer);
    timers = [];
  }

  function onVisibility() {
    if (document.hidden) return stop();
    failures = 0;
    patientSince = Date.now();
    open();
  }

  function onOnline() {
    failures = 0;
    open();
  }

  function onOffline() {
    stop();
    announceCut();
  }

  /** Also after a sleep of the machine's: the connection may be dead without an error. */
  function onSilence() {
    if (!source || Date.now() - heardAt <= SILENT_MS) return;
    cutAt ??= heardAt;
    patientSince = cutAt;
    retry();
  }

  const listening = window.setInterval(onSilence, LISTEN_EVERY_MS);

  document.addEventListener("visibilitychange", onVisibility);
  window.addEventListener("online", onOnline);
  window.addEventListener("offline", onOffline);
  open();

  return () => {
    document.removeEventListener("visibilitychange", onVisibility);
    window.removeEventListener("online", onOnline);
    window.removeEventListener("offline", onOffline);
    window.clearInterval(listening);
    stop();
  };
}
