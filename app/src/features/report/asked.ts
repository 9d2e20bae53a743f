import type { OutboxItem } from '../../device/device';
import type { Category, Question, Venue } from '../../api/wire';

/** All categories this reporter ever named, the newest last: the register asks by the newest. */
export function categoryOf({ body, amendments }: OutboxItem): string {
  return amendments.map((amendment) => amendment.body.category).findLast(Boolean) ?? body.category;
}

export function answersOf({ body, amendments }: OutboxItem): Record<string, string | string[]> {
  return Object.assign({}, body.answers, ...amendments.map((amendment) => amendment.body.answers ?? {})) as Record<
    string,
    string | string[]
  >;
}

/** What will be asked, most important first: needed answers before the others, both in the register's order. */
export function questionsFor(
  category: Category | undefined,
  { questions }: Venue,
): { code: string; question: Question }[] {
  const known = (category?.questions ?? []).flatMap((code) =>
    questions[code] ? [{ code, question: questions[code] }] : [],
  );
  return [...known.filter(({ question }) => question.required), ...known.filter(({ question }) => !question.required)];
}

/** An answer that means "call now", before the server says so: there may be no signal. */
export function isAlarming(question: Question, values: string[]): boolean {
  return values.some((value) => question.emergency_on?.includes(value));
}

/** The one question that drawn examples help to answer. */
export const HIDDEN = 'hot_hidden';
