import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from "react";
import type { PageName } from "../lib/pages";
import { type Question, searchOf } from "../lib/question";
import type { PageData } from "../models/pages";
import { type Connection, watchStream } from "./live-stream";

interface Live {
  data: PageData<PageName>;
  connection: Connection;
}

const LiveContext = createContext<Live | null>(null);

/**
 * The one stream of this tab: begins with what the server rendered for a question, then follows the question's stream. Another
 * question, on whichever page, closes that and opens its own. However many views arrive at once, the page is drawn once per frame.
 */
export function LiveProvider({ initial, children }: { initial: PageData<PageName>; children: ReactNode }) {
  const url = streamUrl(initial.resolved.asked);
  const views = Object.keys(initial).join();
  const [changed, setChanged] = useState<{ url: string; views: object }>({ url, views: {} });
  const [connection, setConnection] = useState<Connection>({ state: "reconnecting", since: null });

  useEffect(() => {
    let newViews: Record<string, unknown> = {};
    let newConnection: Connection | undefined;
    let frame = 0;

    function draw() {
      frame = 0;
      const arrived = newViews;
      newViews = {};
      if (newConnection) setConnection(newConnection);
      newConnection = undefined;
      setChanged((before) => ({
        url,
        views: before.url === url ? { ...before.views, ...arrived } : arrived,
      }));
    }

    function drawSoon() {
      frame ||= requestAnimationFrame(draw);
    }

    const end = watchStream(url, views.split(","), {
      onView(view, content) {
        newViews[view] = content;
        drawSoon();
      },
      onConnection(said) {
        newConnection = said;
        drawSoon();
      },
    });
    return () => {
      cancelAnimationFrame(frame);
      end();
    };
  }, [url, views]);

  const live = useMemo(
    () => ({ data: changed.url === url ? { ...initial, ...changed.views } : initial, connection }),
    [initial, url, changed, connection],
  );
  return <LiveContext.Provider value={live}>{children}</LiveContext.Provider>;
}

/** What the page shows as it is now, by view, and how current it is. For the screen of that page. */
export function useLive<Name extends PageName>(page: Name): { data: PageData<Name>; connection: Connection } {
  const live = useLiveShell();
  const shown = live.data.resolved.asked.page;
  if (shown !== page) throw new Error(`The page shown is ${shown}, so there is nothing here for ${page}.`);
  return live as { data: PageData<Name>; connection: Connection };
}

/** What every page has, whichever is shown. */
export function useLiveShell(): Live {
  const live = useContext(LiveContext);
  if (!live) throw new Error("There is a stream only inside the shell: app/routes/dashboard.$companyId.tsx.");
  return live;
}

function streamUrl(question: Question): string {
  const { companyId, page } = question;
  const search = searchOf(question);
  return `/dashboard/${encodeURIComponent(companyId)}/stream?page=${page}${search && `&${search}`}`;
}
