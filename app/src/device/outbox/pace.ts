/** How long to wait before the next try: doubling from two seconds, at most five minutes, never in step with others. */
export function pauseMs(attempts: number, chance: number): number {
  const doubled = Math.min(2_000 * 2 ** Math.max(0, attempts - 1), 300_000);
  return Math.round(doubled * (0.75 + chance * 0.5));
}

/** `Retry-After` as seconds or as a date; a server may not hold a report for more than an hour. */
export function retryAfterMs(header: string | null, now: number): number | undefined {
  if (!header) return undefined;
  const seconds = Number(header);
  const ms = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header) - now;
  return Number.isFinite(ms) && ms > 0 ? Math.min(ms, 3_600_000) : undefined;
}
