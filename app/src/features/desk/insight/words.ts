/** The words of the numbers' page, and how it says times, changes and names. */
import { language } from '../../../i18n/language.svelte';
import { t } from '../../../i18n/insight';
import type { Venue } from '../../../api/wire';
import { categoryOf } from '../profile';
import { languageName } from '../words';
import type { Insight } from '../wire';
import { change, took } from './figures';

export { t };

export function time(seconds: number): string {
  const told = took(seconds);
  return 'clock' in told ? told.clock : t('seconds', { count: told.seconds });
}

/** A time, or that too few incidents are known. */
export const timeOr = (seconds: number | undefined, enough: number): string =>
  seconds === undefined ? t('too_few', { count: enough }) : time(seconds);

export const percent = (share: number): string => t('percent', { count: Math.round(share * 100) });

export function changed(now: number | undefined, before: number | undefined): string | undefined {
  const part = change(now, before);
  if (part === undefined) return undefined;
  if (Math.abs(part) < 0.05) return t('before_same');
  return t(part < 0 ? 'before_less' : 'before_more', { part: percent(Math.abs(part)) });
}

/** What a row is about, in the words of the page. */
export function named(by: string, key: string, label: string, venue: Venue | undefined): string {
  if (by === 'category') return categoryOf(venue, key)?.label ?? key;
  if (by === 'language') return key === '' ? t('unknown_language') : languageName(key);
  if (key === '') return t(by === 'post' ? 'unknown_post' : 'unknown_place');
  return label || key;
}

export function range({ from, to }: Pick<Insight, 'from' | 'to'>): string {
  const isNight = !from.endsWith('T00:00:00') || !to.endsWith('T00:00:00');
  const form = new Intl.DateTimeFormat(language.locale, {
    day: 'numeric',
    month: 'short',
    timeZone: 'UTC',
    ...(isNight && ({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const)),
  });
  // The first hour that is not in it any more says less than the last day that is.
  return form.formatRange(Date.parse(`${from}Z`), Date.parse(`${to}Z`) - (isNight ? 0 : 1));
}
