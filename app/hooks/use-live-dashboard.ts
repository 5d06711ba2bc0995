import { useEffect, useState } from "react";
import type { DashboardData } from "../models/dashboard";
import { type Connection, watchStream } from "./live-stream";

export interface LiveDashboard {
  data: DashboardData;
  connection: Connection;
}

/**
 * A company's dashboard as it is now: begins with what the server rendered, then follows its stream.
 * However many views arrive at once, the page is drawn once per frame.
 */
export function useLiveDashboard(companyId: string, initial: DashboardData): LiveDashboard {
  const [shown, setShown] = useState<LiveDashboard>({
    data: initial,
    connection: { state: "reconnecting", since: null },
  });

  useEffect(() => {
    let views: Partial<DashboardData> = {};
    let connection: Connection | undefined;
    let frame = 0;

    function draw() {
      frame = 0;
      const newViews = views;
      const newConnection = connection;
      views = {};
      connection = undefined;
      setShown((before) => ({
        data: { ...before.data, ...newViews },
        connection: newConnection ?? before.connection,
      }));
    }

    function drawSoon() {
      frame ||= requestAnimationFrame(draw);
    }

    const end = watchStream(`/dashboard/${encodeURIComponent(companyId)}/stream`, {
      onViews(changed) {
        views = { ...views, ...changed };
        drawSoon();
      },
      onConnection(changed) {
        connection = changed;
        drawSoon();
      },
    });
    return () => {
      cancelAnimationFrame(frame);
      end();
    };
  }, [companyId]);

  return shown;
}
