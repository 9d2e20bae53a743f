import { language } from './language.svelte';

/** The minute of an instant, on the venue's clock, in Western digits: 14:02. */
export function minute(instant: string | number | Date, timeZone?: string): string {
  return new Intl.DateTimeFormat(language.locale, {
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZone,
  }).format(new Date(instant));
}

/** The minute, with the day before it when that is not today. */
export function dayAndMinute(instant: string, timeZone?: string, now: Date = new Date()): string {
  const day = (at: Date) => new Intl.DateTimeFormat('en-CA', { dateStyle: 'short', timeZone }).format(at);
  if (day(new Date(instant)) === day(now)) return minute(instant, timeZone);
  const date = new Intl.DateTimeFormat(language.locale, { day: 'numeric', month: 'short', timeZone }).format(
    new Date(instant),
  );
  return `${date}, ${minute(instant, timeZone)}`;
}

/** The whole instant, for a tooltip: exact where the page says "4 min". */
export function exact(instant: string, timeZone?: string): string {
  return new Intl.DateTimeFormat(language.locale, {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'short',
    timeZone,
  }).format(new Date(instant));
}
