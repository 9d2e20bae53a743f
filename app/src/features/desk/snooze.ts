/** A time of day on the venue's clock as the next instant at which it is so late there. */
const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/** Minutes since midnight on a clock. */
function minuteOf(at: number, timeZone: string | undefined): number {
  const form = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone } as const;
  const [hour, minute] = new Intl.DateTimeFormat('en-GB', form).format(at).split(':').map(Number);
  return (hour ?? 0) * 60 + (minute ?? 0);
}

export function nextAt(time: string, now: number, timeZone: string | undefined): number | undefined {
  const read = /^(\d{2}):(\d{2})/.exec(time);
  if (read === null) return undefined;
  const wanted = Number(read[1]) * 60 + Number(read[2]);
  const start = Math.floor(now / MINUTE_MS) * MINUTE_MS;
  const ahead = (wanted - minuteOf(start, timeZone) + 1440) % 1440;
  const found = start + (ahead === 0 ? DAY_MS : ahead * MINUTE_MS);
  // A night in which the clocks change is an hour longer or shorter.
  const off = minuteOf(found, timeZone) - wanted;
  return found - (off > 720 ? off - 1440 : off < -720 ? off + 1440 : off) * MINUTE_MS;
}
