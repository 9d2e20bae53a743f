import type { OutboxItem } from '../../device/device';
import type { Category, Question, Venue } from '../../api/wire';

export interface Asked {
  code: string;
  question: Question;
  /** In the tile's own question: which category each answer means. It is sent as a category, not as an answer. */
  categories?: ReadonlyMap<string, string>;
}

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

/** The ways of answering that have a screen here. */
const ANSWERED: ReadonlySet<string> = new Set<Question['type']>(['single', 'multi', 'text', 'place', 'time']);

/**
 * What will be asked, most important first: needed answers before the others, both in the register's order. A question
 * that tomorrow's server wants answered in a way unknown here is passed over: nobody could answer it.
 */
export function questionsFor(category: Category | undefined, { questions }: Venue): Asked[] {
  const known = (category?.questions ?? []).flatMap((code) => {
    const question = questions[code];
    return question && ANSWERED.has(question.type) ? [{ code, question }] : [];
  });
  return [...known.filter(({ question }) => question.required), ...known.filter(({ question }) => !question.required)];
}

/** No question of the register has this code. */
const KIND = 'tile.kind';
export const UNSURE = 'unsure';

/**
 * The tile's own question, what exactly it is: the first one after sending. A report knows its tile by the category that
 * was sent. Where an answer names a category that always means danger, it alarms like any other such answer.
 */
export function kindQuestion({ body }: OutboxItem, venue: Venue, unsure: string): Asked | undefined {
  const refine = venue.tiles.find(({ category, refine }) => category === body.category && refine)?.refine;
  if (!refine) return undefined;
  const isAlways = new Set(venue.categories.flatMap(({ code, emergency }) => (emergency === 'always' ? [code] : [])));
  const options = refine.options.map(({ code, label }) => ({ code, label }));
  return {
    code: KIND,
    question: {
      text: refine.text,
      type: 'single',
      required: true,
      options: [...options, { code: UNSURE, label: unsure }],
      emergency_on: refine.options.flatMap(({ code, category }) => (isAlways.has(category) ? [code] : [])),
    },
    categories: new Map(refine.options.map(({ code, category }) => [code, category])),
  };
}

/** What was answered already, be it in words of the register or by naming a category. */
export function givenTo({ code, categories }: Asked, report: OutboxItem): string | string[] | undefined {
  if (!categories) return answersOf(report)[code];
  const named = report.amendments.map(({ body }) => body.category).findLast(Boolean);
  return [...categories].find(([, category]) => category === named)?.[0];
}

/** An answer that means "call now", before the server says so: there may be no signal. */
export function isAlarming(question: Question, values: string[]): boolean {
  return values.some((value) => question.emergency_on?.includes(value));
}

/** The one question that drawn examples help to answer. */
export const HIDDEN = 'hot_hidden';
