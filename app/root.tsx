import inter from "@fontsource-variable/inter/files/inter-latin-wght-normal.woff2";
import type { HeadersFunction, LinksFunction, MetaFunction } from "@remix-run/node";
import { Links, Meta, Outlet, Scripts, ScrollRestoration } from "@remix-run/react";
import { Theme } from "frosted-ui";
import frostedStyles from "frosted-ui/styles.lite.css";
import type { ReactNode } from "react";
import { TroubleWithPage } from "./components/trouble";
import pageStyles from "./styles/page.css";

export const links: LinksFunction = () => [
  { rel: "preload", href: inter, as: "font", type: "font/woff2", crossOrigin: "anonymous" },
  { rel: "icon", href: "/favicon.svg", type: "image/svg+xml" },
  { rel: "stylesheet", href: frostedStyles },
  { rel: "stylesheet", href: pageStyles },
];

export const meta: MetaFunction = () => [{ title: "Tidemark" }];

/** A page that failed says in its headers what the failure said: when to come back. */
export const headers: HeadersFunction = ({ errorHeaders }) => errorHeaders ?? new Headers();

/** The document around every page, also around one that failed. */
export function Layout({ children }: { children: ReactNode }) {
  return (
    <html lang="en" suppressHydrationWarning>
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex" />
        {/* biome-ignore lint/security/noDangerouslySetInnerHtml: a constant of this file, to run before anything is drawn. */}
        <script dangerouslySetInnerHTML={{ __html: FOLLOW_THEME }} />
        <Meta />
        <Links />
      </head>
      <body>
        <Theme accentColor="blue" grayColor="gray">
          {children}
        </Theme>
        <ScrollRestoration />
        <Scripts />
      </body>
    </html>
  );
}

export default function App() {
  return <Outlet />;
}

export function ErrorBoundary() {
  return (
    <main>
      <TroubleWithPage />
    </main>
  );
}

/**
 * Frosted UI takes its theme from a class of the root element: Whop's own theme where the page is in its frame, which the
 * frame's proxy tells in a cookie as it does for @whop/react; else the system's.
 */
const FOLLOW_THEME = `(function(){
var system=matchMedia("(prefers-color-scheme: dark)"),root=document.documentElement;
function follow(){var whops=/whop-frosted-theme=appearance:(light|dark)/.exec(document.cookie),
dark=whops?whops[1]==="dark":system.matches;
root.classList.toggle("dark",dark);root.classList.toggle("light",!dark);root.style.colorScheme=dark?"dark":"light"}
follow();system.addEventListener("change",follow)})()`;
