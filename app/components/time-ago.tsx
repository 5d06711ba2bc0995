import { useNow } from "../hooks/use-now";
import { dayOf, formatAge, formatDay, formatInstant, formatMinute } from "../lib/days";

interface Props {
  instant: string;
  timeZone: string;
  /** YYYY-MM-DD in `timeZone` */
  today: string;
}

/** When: how long ago under an hour, else the clock, else the day; the exact instant on hover. */
export function TimeAgo({ instant, timeZone, today }: Props) {
  const now = useNow();
  const age = now === null ? null : formatAge(instant, now);
  return (
    <time dateTime={instant} title={formatInstant(instant, timeZone)}>
      {age ?? clockOrDay(instant, timeZone, today)}
    </time>
  );
}

function clockOrDay(instant: string, timeZone: string, today: string): string {
  const day = dayOf(instant, timeZone);
  return day === today ? formatMinute(instant, timeZone) : formatDay(day);
}
