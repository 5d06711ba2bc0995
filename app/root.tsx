import inter from "@fontsource-variable/inter/files/inter-latin-wght-normal.woff2";
import type { HeadersFunction, LinksFunction, MetaFunction } from "@remix-run/node";
import {
  isRouteErrorResponse,
  Links,
  Meta,
  Outlet,
  Scripts,
  ScrollRestoration,
  useRouteError,
} from "@remix-run/react";
import { Theme } from "frosted-ui";
import frostedStyles from "frosted-ui/styles.lite.css";
import type { ReactNode } from "react";
import { Trouble } from "./components/trouble";
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
        <script dangerouslySetInnerHTML={{ __html: FOLLOW_SYSTEM_THEME }} />
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
  const error = useRouteError();
  if (isRouteErrorResponse(error) && error.status === 404) {
    return (
      <Trouble
        happened="There is no such page"
        works="Every company has its page at /dashboard/ followed by its id, such as /dashboard/biz_AbC123."
        todo="Check the address, or begin at the list of companies."
      />
    );
  }
  if (isRouteErrorResponse(error) && error.status === 503) {
    return (
      <Trouble
        happened="The database cannot be reached"
        works="Nothing is lost: Whop sends again whatever could not be stored."
        todo="Try again in a few seconds. If it stays like this, look whether PostgreSQL is running."
      />
    );
  }
  return (
    <Trouble
      happened="This page could not be put together"
      works="Nothing is lost: webhooks are answered apart from this page, and Whop sends again whatever could not be stored."
      todo="Try again in a moment. If it stays like this, the server's log says why."
    />
  );
}

/** Frosted UI takes its theme from a class of the root element. */
const FOLLOW_SYSTEM_THEME = `(function(){
var system=matchMedia("(prefers-color-scheme: dark)"),root=document.documentElement;
function follow(){var dark=system.matches;root.classList.toggle("dark",dark);root.classList.toggle("light",!dark);root.style.colorScheme=dark?"dark":"light"}
follow();system.addEventListener("change",follow)})()`;
