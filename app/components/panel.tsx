import { Card, Heading, Text } from "frosted-ui";
import { type ReactNode, useId } from "react";

interface Props {
  title: string;
  /** what there is to see, in one sentence */
  takeaway?: ReactNode;
  /** what one can do with it, at the right of the title */
  action?: ReactNode;
  testId?: string;
  className?: string;
  children: ReactNode;
}

/** A titled part of the page. */
export function Panel({ title, takeaway, action, testId, className = "", children }: Props) {
  const id = useId();
  return (
    <Card
      size="1"
      className={`panel ${className}`}
      render={<section aria-labelledby={id} />}
      data-testid={testId}
    >
      <header className="panel-header">
        <Heading id={id} render={(props) => <h2 {...props} />} size="2" weight="semi-bold">
          {title}
        </Heading>
        {action}
      </header>
      {takeaway && (
        <Text render={<p />} size="1" color="gray" className="panel-takeaway">
          {takeaway}
        </Text>
      )}
      {children}
    </Card>
  );
}
