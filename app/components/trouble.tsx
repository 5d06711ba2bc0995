import { useLocation } from "@remix-run/react";
import { Button, Heading, Text } from "frosted-ui";

interface Props {
  happened: string;
  works: string;
  todo: string;
}

/** A page that could not be shown: what happened, what still works, what to do. */
export function Trouble({ happened, works, todo }: Props) {
  const { pathname, search } = useLocation();
  return (
    <main className="trouble">
      <Text size="2" weight="medium" color="gray">
        Tidemark
      </Text>
      <Heading size="5">{happened}</Heading>
      <Text render={<p />}>{works}</Text>
      <Text render={<p />}>{todo}</Text>
      <Button render={<a href={`${pathname}${search}`}>Try again</a>} nativeButton={false} />
    </main>
  );
}
