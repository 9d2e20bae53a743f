// When to try again. The native twin counts the same way (`app/src-tauri/outbox/src/retry.rs`).

/** The longest wait. A phone that has been in a tunnel for an hour sends within this long of leaving it. */
const LONGEST_MS = 120_000;
/** A mistaken `Retry-After: 86400` must not silence a report for a day. */
const LONGEST_ASKED_MS = 600_000;
/** How long until something the server has refused for good is offered again by itself. */
const REFUSED_MS = 3_600_000;

/**
 * How long to wait before the next try: doubling from two seconds, never in step with others. On top of what a server
 * asked for comes a little of our own, so that not all who were asked return at one instant.
 */
export function pauseMs(attempts: number, chance: number, askedMs = 0): number {
  const own = jitter(Math.min(2_000 * 2 ** Math.max(0, attempts - 1), LONGEST_MS), chance);
  return askedMs > 0 ? askedMs + Math.min(own, 2_000) : own;
}

export function refusedPauseMs(chance: number): number {
  return jitter(REFUSED_MS, chance);
}

/** `Retry-After` as seconds or as a date, within reason. */
export function retryAfterMs(header: string | null, now: number): number | undefined {
  if (!header) return undefined;
  const seconds = Number(header);
  const ms = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header) - now;
  return Number.isFinite(ms) && ms > 0 ? Math.min(ms, LONGEST_ASKED_MS) : undefined;
}

/** Between half and the whole. */
function jitter(ms: number, chance: number): number {
  return Math.round(ms * (0.5 + chance * 0.5));
}
