/**
 * "What we know": one line per letter of SALUTE (size, activity, location, unit, time, equipment), one column per report.
 * Built from answers alone. What was not asked is a ring; what differs is shown beside it; nothing is guessed, and free
 * words are never compared with free words.
 */
import type { Report } from './wire';
import { beside, listed } from './words';

export type Letter = 'S' | 'A' | 'L' | 'U' | 'T' | 'E';
export type Sign = 'says' | 'differs' | 'unsure' | 'not_asked';

export interface Asked {
  text: string;
  type: string;
  options?: { code: string; label: string }[];
}

export interface Voice {
  report: number;
  text: string;
}

export interface Fact {
  letter: Letter;
  question?: string;
  /** What the earliest definite report says; absent when nobody was asked or nobody could say. */
  value?: string;
  /** What other reports say instead, each with its report. */
  others: Voice[];
  signs: Sign[];
}

export const LETTERS: readonly Letter[] = ['S', 'A', 'L', 'U', 'T', 'E'];

const LETTER_OF: Record<string, Letter> = {
  count: 'S',
  crowd: 'S',
  what_did: 'A',
  why_unusual: 'A',
  focus: 'A',
  repeat: 'A',
  still_there: 'A',
  saw_leave: 'A',
  exact_words: 'A',
  threat_how: 'A',
  traff_signs: 'A',
  clicked: 'A',
  forced: 'A',
  noise: 'A',
  breathing: 'A',
  hurt: 'A',
  point_id: 'L',
  area_kind: 'L',
  direction: 'L',
  last_seen: 'L',
  drone_pos: 'L',
  threat_target: 'L',
  drone_near: 'L',
  craft_zone: 'L',
  veh_close: 'L',
  clothing: 'U',
  vehicle: 'U',
  badge: 'U',
  age: 'U',
  with_whom: 'U',
  craft: 'U',
  container: 'U',
  operator: 'U',
  when: 'T',
  imminent: 'T',
  leaving: 'T',
  loaded: 'T',
  weapon: 'E',
  substance: 'E',
  label: 'E',
  symptoms: 'E',
  taken: 'E',
  seal_state: 'E',
  system: 'E',
  asset: 'E',
  diver_sign: 'E',
};

/** Asked about the item itself; they stand in the HOT check and not here a second time. */
export const HOT_QUESTIONS = ['hot_hidden', 'hot_obvious', 'hot_typical'] as const;

/** The cards that police work knows for a kind of thing, each with the questions that fill it in. */
const CHECKS = {
  hot: HOT_QUESTIONS,
  seal: ['container', 'seal_state', 'loaded', 'noise'],
  drone: ['drone_near', 'drone_pos', 'operator', 'still_there'],
} as const;
export type Check = keyof typeof CHECKS;
/** The question by which a card is known to be meant; the others are asked of other things too. */
const KNOWN_BY: Record<Check, string> = { hot: 'hot_hidden', seal: 'seal_state', drone: 'drone_near' };
/** Batteries last 20 to 30 minutes: what was told before then says little of where a drone is now. */
export const STALE_DRONE_MS = 30 * 60_000;

export function checksOf(questions: readonly string[]): { check: Check; asks: readonly string[] }[] {
  return (Object.keys(CHECKS) as Check[])
    .filter((check) => questions.includes(KNOWN_BY[check]))
    .map((check) => ({ check, asks: CHECKS[check] }));
}

/** Said to the reporter's benefit, not about what was seen. */
const NOT_SEEN = new Set<string>([...HOT_QUESTIONS, 'contact_ok', 'safe_now', 'how_know']);

const UNSURE = new Set(['unsure', 'could_not_see', 'not_checked']);

interface Said {
  codes: string[];
  text?: string;
}

function said(report: Report, question: string): Said | undefined {
  const entries = report.answers.filter((answer) => answer.question === question);
  if (entries.length === 0) return undefined;
  const codes = [...new Set(entries.flatMap((answer) => answer.values))];
  const text = entries
    .map((answer) => answer.text?.trim())
    .filter(Boolean)
    .join('; ');
  return { codes, ...(text === '' ? {} : { text }) };
}

export function factOf(letter: Letter, question: string, asked: Asked | undefined, reports: readonly Report[]): Fact {
  const labels = new Map((asked?.options ?? []).map((option) => [option.code, option.label]));
  const voices = reports.map((report) => said(report, question));
  const one = asked?.type === 'single';
  const show = (voice: Said): string => listed([...voice.codes.map((code) => labels.get(code) ?? code), voice.text]);
  const definite = (voice: Said): string[] => voice.codes.filter((code) => !UNSURE.has(code));

  let first: { at: number; codes: string[] } | undefined;
  const others: Voice[] = [];
  const signs = voices.map((voice, at): Sign => {
    if (voice === undefined) return 'not_asked';
    const codes = definite(voice);
    if (codes.length === 0 && voice.text === undefined) return 'unsure';
    if (first === undefined) {
      first = { at, codes };
      return one && codes.length > 1 ? 'differs' : 'says';
    }
    const apart = one && codes.some((code) => !first!.codes.includes(code));
    if (apart || show(voice) !== show(voices[first.at]!)) others.push({ report: at + 1, text: show(voice) });
    return apart || (one && codes.length > 1) ? 'differs' : 'says';
  });
  const lead = voices[first?.at ?? signs.indexOf('unsure')];
  return { letter, question, others, signs, ...(lead === undefined ? {} : { value: show(lead) }) };
}

/** Where each report stands. Two different zones, or a sign and a position that disagree, are a contradiction. */
export function placeFact(reports: readonly Report[], floorLabel: (code: string) => string): Fact {
  let first: { zone?: string; text: string } | undefined;
  const others: Voice[] = [];
  const signs = reports.map((report, at): Sign => {
    const place = report.place;
    // A sign that is called after its zone says the zone already.
    const zone = place.plate?.label.startsWith(`${place.zone?.label},`) ? undefined : place.zone?.label;
    const text = beside(...new Set([place.plate?.label, zone, place.text?.trim()]));
    const floor = place.floor === undefined ? '' : floorLabel(place.floor);
    const words = text === '' ? floor : text;
    if (words === '' && place.lat === undefined) return 'not_asked';
    const own = place.notes.includes('plate_and_gps_disagree');
    if (first === undefined) {
      first = { text: words, ...(place.zone === undefined ? {} : { zone: place.zone.id }) };
      return own ? 'differs' : words === '' ? 'unsure' : 'says';
    }
    const apart = first.zone !== undefined && place.zone !== undefined && first.zone !== place.zone.id;
    if (words !== '' && (apart || !first.text.includes(words))) others.push({ report: at + 1, text: words });
    return apart || own ? 'differs' : words === '' ? 'unsure' : 'says';
  });
  return { letter: 'L', others, signs, ...(first?.text ? { value: first.text } : {}) };
}

/** When it was seen, as each reporter says it; the clock of the report itself stands in its own line. */
export function timeFact(reports: readonly Report[], clock: (at: string) => string): Fact | undefined {
  if (reports.every((report) => report.observed_at === undefined)) return undefined;
  const times = reports.map((report) => (report.observed_at === undefined ? undefined : clock(report.observed_at)));
  const lead = times.findIndex((time) => time !== undefined);
  return {
    letter: 'T',
    value: times[lead]!,
    others: times.flatMap((text, at) =>
      at > lead && text !== undefined && text !== times[lead] ? [{ report: at + 1, text }] : [],
    ),
    signs: times.map((time) => (time === undefined ? 'not_asked' : 'says')),
  };
}

export interface Sources {
  reports: readonly Report[];
  /** The questions of the incident's categories, in the order they are asked. */
  questions: readonly string[];
  asked: Readonly<Record<string, Asked>>;
  floorLabel: (code: string) => string;
  clock: (at: string) => string;
}

export function saluteOf({ reports, questions, asked, floorLabel, clock }: Sources): Fact[] {
  const answered = reports.flatMap((report) => report.answers.map((answer) => answer.question));
  const all = [...new Set([...questions, ...answered])].filter((question) => !NOT_SEEN.has(question));
  const facts = all.map((question) => factOf(LETTER_OF[question] ?? 'A', question, asked[question], reports));
  const told = facts.filter((fact) => fact.value !== undefined);
  const lines = LETTERS.flatMap((letter): Fact[] => {
    const own = told.filter((fact) => fact.letter === letter);
    if (letter === 'L') own.unshift(placeFact(reports, floorLabel));
    const seen = letter === 'T' ? timeFact(reports, clock) : undefined;
    if (seen !== undefined) own.unshift(seen);
    if (own.length > 0) return own;
    const open = facts.find((fact) => fact.letter === letter);
    return [open ?? { letter, others: [], signs: reports.map(() => 'not_asked' as const) }];
  });
  return lines;
}

/** The reports that are drawn where not all are: those that contradict first, then the earliest, in their order. */
export function columnsOf(facts: readonly Fact[], count: number, most: number): number[] {
  const all = Array.from({ length: count }, (_, nth) => nth + 1);
  const contradicts = (report: number) => facts.some(({ signs }) => signs[report - 1] === 'differs');
  // What is contradicted is looked for in the first one.
  const [first, ...rest] = all;
  const chosen = [...rest.filter(contradicts), ...rest.filter((report) => !contradicts(report))].slice(0, most - 1);
  return first === undefined ? [] : [first, ...chosen.sort((a, b) => a - b)];
}

/** What others say instead, those that contradict before those that only word it otherwise. */
export function voicesOf({ others, signs }: Fact): Voice[] {
  const contradicts = ({ report }: Voice) => Number(signs[report - 1] === 'differs');
  return others.toSorted((a, b) => contradicts(b) - contradicts(a));
}

/** Questions of the category that nobody has answered: ready to be asked in the chat. */
export function openQuestions({ reports, questions }: Pick<Sources, 'reports' | 'questions'>): string[] {
  const answered = new Set(reports.flatMap((report) => report.answers.map((answer) => answer.question)));
  return questions.filter((question) => !answered.has(question));
}
