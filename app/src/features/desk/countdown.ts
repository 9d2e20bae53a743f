/** What is owed, as a number of seconds and as the few characters an officer reads. */

export type Nearness = 'far' | 'near' | 'hot' | 'late';

export interface Due {
  seconds: number;
  nearness: Nearness;
  /** What is left of the time given, 0 to 1: the bar that drains. */
  left: number;
}

const HOT_SECONDS = 60;
const NEAR_SECONDS = 300;

export function dueOf(due_at: string, opened_at: string, now: number): Due {
  const due = Date.parse(due_at);
  const seconds = Math.ceil((due - now) / 1000);
  const given = Math.max(1, due - Date.parse(opened_at));
  const left = Math.min(1, Math.max(0, (due - now) / given));
  const nearness = seconds < 0 ? 'late' : seconds <= HOT_SECONDS ? 'hot' : seconds <= NEAR_SECONDS ? 'near' : 'far';
  return { seconds, nearness, left };
}

export type Span =
  { unit: 'clock'; text: string } | { unit: 'hours'; hours: number; minutes: number } | { unit: 'days'; days: number };

/** Under an hour as 4:30; under two days as hours and minutes; beyond that as days. The sign is not ours to say. */
export function spanOf(seconds: number): Span {
  const whole = Math.abs(Math.trunc(seconds));
  if (whole < 3600) return { unit: 'clock', text: `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}` };
  if (whole < 172_800)
    return { unit: 'hours', hours: Math.floor(whole / 3600), minutes: Math.floor((whole % 3600) / 60) };
  return { unit: 'days', days: Math.floor(whole / 86_400) };
}

export type Age = { unit: 'seconds' | 'minutes' | 'hours' | 'days'; count: number; minutes?: number };

/** How long ago: 23 s, 5 min, 1 h 40, 3 d. */
export function ageOf(at: string, now: number): Age {
  const seconds = Math.max(0, Math.floor((now - Date.parse(at)) / 1000));
  if (seconds < 60) return { unit: 'seconds', count: seconds };
  if (seconds < 3600) return { unit: 'minutes', count: Math.floor(seconds / 60) };
  if (seconds < 172_800)
    return { unit: 'hours', count: Math.floor(seconds / 3600), minutes: Math.floor((seconds % 3600) / 60) };
  return { unit: 'days', count: Math.floor(seconds / 86_400) };
}
