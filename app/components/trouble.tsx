import { isRouteErrorResponse, Link, useLocation, useRouteError } from "@remix-run/react";
import { Button, Heading, Text } from "frosted-ui";

/** What went wrong with a page, for ErrorBoundary. Trying again keeps what stands around it. */
export function TroubleWithPage() {
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
  // A fetch that got no answer at all.
  if (error instanceof TypeError) {
    return (
      <Trouble
        happened="The server could not be reached"
        works="Nothing is lost: deliveries are stored whether or not anybody watches."
        todo="Check the connection, and try again."
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

interface Props {
  happened: string;
  works: string;
  todo: string;
}

/** A page that could not be shown: what happened, what still works, what to do. */
function Trouble({ happened, works, todo }: Props) {
  const { pathname, search } = useLocation();
  return (
    <section className="trouble">
      <Text size="2" weight="medium" color="gray">
        Tidemark
      </Text>
      <Heading size="5">{happened}</Heading>
      <Text render={<p />}>{works}</Text>
      <Text render={<p />}>{todo}</Text>
      <Button render={<Link to={`${pathname}${search}`} replace />} nativeButton={false}>
        Try again
      </Button>
    </section>
  );
}
