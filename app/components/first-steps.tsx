import { Card, Code, Heading, Text } from "frosted-ui";

/** For a company that Whop has delivered nothing for: where to point it at. */
export function FirstSteps({ webhookUrl }: { webhookUrl: string }) {
  return (
    <Card size="2" className="first-steps" render={<section aria-labelledby="first-steps" />}>
      <Heading id="first-steps" render={(props) => <h2 {...props} />} size="3" weight="semi-bold">
        Waiting for the first delivery
      </Heading>
      <Text render={<p />} size="2" color="gray">
        On Whop, under Developer, Webhooks, create a webhook with this URL, and put its secret into{" "}
        <Code color="gray">WHOP_WEBHOOK_SECRET</Code>. Then this page fills by itself, event by event.
      </Text>
      <Code size="3" color="gray" className="first-steps-url">
        {webhookUrl}
      </Code>
    </Card>
  );
}
