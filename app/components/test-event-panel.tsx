import { Link, useFetcher } from "@remix-run/react";
import { Button, Code } from "frosted-ui";
import { useState } from "react";
import { useHydrated } from "../hooks/use-hydrated";
import type { DeliveryState } from "../models/deliveries";
import type { Answer } from "./delivery-panel";
import { STATES } from "./delivery-words";
import { Panel } from "./panel";

/** What became of a test event. */
export interface SentTest {
  event: string;
  /** HTTP status that the endpoint answered */
  status: number;
  seq: number | null;
  state: DeliveryState | null;
  /** where it can be looked at */
  href: string | null;
}

interface Props {
  /** every event name there is a sample of */
  events: readonly string[];
  /** why none can be sent; null: it can */
  unavailable: string | null;
}

/** Sends a sample of any event through the real endpoint, and leads to where it landed. */
export function TestEventPanel({ events, unavailable }: Props) {
  const { Form, data, state } = useFetcher<Answer<SentTest>>();
  const [event, setEvent] = useState("payment.succeeded");
  const isHydrated = useHydrated();
  const isBusy = state !== "idle";
  return (
    <Panel
      title="Send a test event"
      testId="test-event"
      takeaway="A sample with a person made up, signed as Whop signs, through the real endpoint. It belongs to the sandbox company, so no figure of yours moves."
    >
      {unavailable ? (
        <p className="panel-empty">{unavailable}</p>
      ) : (
        <Form method="post" className="test-event">
          <input type="hidden" name="act" value="test" />
          <select
            name="event"
            className="field"
            aria-label="Which event"
            value={event}
            onChange={({ currentTarget }) => setEvent(currentTarget.value)}
          >
            {events.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
          <Button size="2" type="submit" variant="soft" disabled={!isHydrated || isBusy}>
            {isBusy ? "Sending …" : "Send"}
          </Button>
          <p role="status" className="test-result" data-testid="test-result">
            {data && !isBusy && <Landed data={data} />}
          </p>
        </Form>
      )}
    </Panel>
  );
}

function Landed({ data }: { data: Answer<SentTest> }) {
  if ("problem" in data) return <span data-tone="loss">{data.problem}</span>;
  const { event, status, seq, state, href } = data;
  if (seq === null || state === null || href === null)
    return (
      <span data-tone="loss">
        <Code color="gray">{event}</Code> was answered {status}, and is not stored.
      </span>
    );
  return (
    <>
      <Code color="gray">{event}</Code> was answered {status} and is {STATES[state].says.toLowerCase()}:{" "}
      <Link to={href}>delivery {seq}</Link>
    </>
  );
}
