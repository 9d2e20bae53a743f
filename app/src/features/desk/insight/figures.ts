/** What numbers look like: times, ranges of days, colours of a grid. Pure, so that it can be tested. */
import { dayAfter } from '../coverage/lanes';
import type { Insight, InsightRow } from '../wire';

export const REACHES = ['night', 'week', 'month', 'quarter'] as const;
export type Reach = (typeof REACHES)[number];
export const KINDS = ['zone', 'category', 'post', 'language'] as const;
export type Kind = (typeof KINDS)[number];
export const DRILLS = ['out', 'in', 'only'] as const;
export type Drills = (typeof DRILLS)[number];

const DAYS: Record<Exclude<Reach, 'night'>, number> = { week: 7, month: 30, quarter: 90 };
const NIGHT_BEGINS = 22;

/** From when until when, on the venue's clock (`now` as it shows: 2026-11-14T03:07). The last night is the one that is, or was. */
export function between(reach: Reach, now: string): { from: string; to: string } {
  const [today, hour] = [now.slice(0, 10), Number(now.slice(11, 13))];
  if (reach !== 'night') return { from: dayAfter(today, 1 - DAYS[reach]), to: dayAfter(today, 1) };
  const began = hour >= NIGHT_BEGINS ? today : dayAfter(today, -1);
  return { from: `${began}T${NIGHT_BEGINS}:00`, to: `${dayAfter(began, 1)}T06:00` };
}

/** 41 s, 5:48 or 1:02:03. */
export function took(seconds: number): { seconds: number } | { clock: string } {
  const whole = Math.round(seconds);
  if (whole < 60) return { seconds: whole };
  const two = (count: number) => String(count).padStart(2, '0');
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60)];
  return { clock: hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}` };
}

/** The longest time a chart has to show, in seconds: that of its points and of the limit, where that is anywhere near. */
export function reachOf(points: number[], limit: number | undefined): number {
  const most = Math.max(60, ...points);
  return limit !== undefined && limit < most * 2 ? Math.max(most, limit) * 1.05 : most * 1.05;
}

/** Which of five shades a count has, of the most there are; 0 for none. */
export function shade(count: number, most: number): 0 | 1 | 2 | 3 | 4 | 5 {
  if (count === 0 || most === 0) return 0;
  return Math.min(5, Math.max(1, Math.ceil((count / most) * 5))) as 1 | 2 | 3 | 4 | 5;
}

/** By how much of what it was before something is more or less; absent where that is not known. */
export function change(now: number | undefined, before: number | undefined): number | undefined {
  return now === undefined || before === undefined || before === 0 ? undefined : now / before - 1;
}

/** The desk with the incidents behind a row. */
export function behind(insight: Insight, more: Record<string, string>): string {
  const query = new URLSearchParams({ venue: insight.venue });
  for (const [name, value] of Object.entries(more)) if (value !== '') query.set(name, value);
  if (insight.priorities.length < 4) query.set('priority', insight.priorities.join(','));
  if (insight.drills !== 'in') query.set('drill', String(insight.drills === 'only'));
  query.set('since', insight.since);
  query.set('until', insight.until);
  return `/desk?${query}`;
}

/** Rows that say where something is; what nobody can open has no link. */
export function opens(insight: Insight, row: Pick<InsightRow, 'key'>): string | undefined {
  const linked = ['zone', 'category', 'post'].includes(insight.by);
  return insight.coarse || !linked || row.key === '' ? undefined : behind(insight, { [insight.by]: row.key });
}
