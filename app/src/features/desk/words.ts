import en from '../../i18n/desk/en';
import { language } from '../../i18n/language.svelte';
import { Words } from '../../i18n/words.svelte';
import { ageOf, spanOf } from './countdown';
import { distanceOf } from './patrol/way';

export const deskWords = new Words(
  {
    es: () => import('../../i18n/desk/es'),
    fr: () => import('../../i18n/desk/fr'),
    de: () => import('../../i18n/desk/de'),
    ar: () => import('../../i18n/desk/ar'),
    pt: () => import('../../i18n/desk/pt'),
    zh: () => import('../../i18n/desk/zh'),
    nl: () => import('../../i18n/desk/nl'),
  },
  en,
);
export const t = deskWords.t;
export type DeskKey = keyof typeof en;

export const knows = (key: string): key is DeskKey => key in en;

/** A code's words, or the code itself when it is newer than this desk. */
export const word = (key: string, code: string): string => (knows(key) ? t(key) : code.replaceAll('_', ' '));

/** Several of a kind, with what stands between them in the desk's language: boarding, medical. */
export const listed = (items: readonly (string | undefined)[]): string => joined(items, t('join.list'));

/** Where a big incident is led from; with its number, where more than one stands. */
export const siteName = ({ kind, number }: { kind: 'command_post' | 'staging'; number: string | undefined }): string =>
  number === undefined ? t(`major.${kind}`) : `${t(`major.${kind}`)} ${number}`;

/** A thing and what more is known of it: the place, its floor. What is not known is left out. */
export const beside = (...items: readonly (string | number | false | undefined)[]): string =>
  joined(items, t('join.beside'));

const joined = (items: readonly unknown[], by: string): string => items.filter(Boolean).join(by);

/** Every skill this desk has a name for, by its code. */
export const SKILLS: readonly string[] = Object.keys(en)
  .filter((key) => key.startsWith('skill.'))
  .map((key) => key.slice('skill.'.length));

export const skillNames = (codes: readonly string[]): string[] => codes.map((code) => word(`skill.${code}`, code));

const two = (count: number): string => String(count).padStart(2, '0');

export function span(seconds: number): string {
  const told = spanOf(seconds);
  if (told.unit === 'clock') return told.text;
  if (told.unit === 'days') return t('span.days', { days: told.days });
  return t('span.hours', { hours: told.hours, minutes: two(told.minutes) });
}

export function age(at: string, now: number): string {
  const told = ageOf(at, now);
  return t(`age.${told.unit}`, { count: told.count, hours: told.count, minutes: two(told.minutes ?? 0) });
}

/** How far it is, as one says it: 140 m. */
export function far(metres: number): string {
  const { unit, count } = distanceOf(metres);
  return t(unit === 'm' ? 'map.metres' : 'map.kilometres', { count });
}

/** The second of an instant on the venue's clock: 03:02:11. */
export function second(at: string | number, timeZone: string | undefined): string {
  return new Intl.DateTimeFormat(language.locale, { timeStyle: 'medium', hourCycle: 'h23', timeZone }).format(
    new Date(at),
  );
}

/** A moment of these days on the venue's clock: Sun 15, 18:00. */
export function moment(at: string | number, timeZone: string | undefined): string {
  const form = { weekday: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
  return new Intl.DateTimeFormat(language.locale, { ...form, timeZone }).format(new Date(at));
}

/** A language in the words of whoever reads this: Spanish. */
export function languageSaid(tag: string): string {
  try {
    return new Intl.DisplayNames([language.locale], { type: 'language' }).of(tag) ?? tag;
  } catch {
    return tag;
  }
}

export function languageName(tag: string): string {
  try {
    const name = new Intl.DisplayNames([tag], { type: 'language' }).of(tag) ?? tag;
    return name.charAt(0).toLocaleUpperCase(tag) + name.slice(1);
  } catch {
    return tag;
  }
}
