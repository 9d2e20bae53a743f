/** Two incidents line by line: what contradicts first, then what agrees, then what only one side can tell. */
import { HOT_QUESTIONS, factOf, type Asked } from './salute';
import type { Report } from './wire';

export type Verdict = 'differs' | 'same' | 'open';

export interface Told {
  text: string;
  /** Numbers of the reports that say so, as in R1. */
  by: number[];
}

export interface Row {
  question: string;
  verdict: Verdict;
  one?: Told;
  other?: Told;
}

const VERDICTS: readonly Verdict[] = ['differs', 'same', 'open'];
/** Said to the reporter's benefit, not about the thing itself. */
const NOT_OF_IT = new Set(['contact_ok', 'safe_now', 'how_know']);

export function rowsOf(
  one: readonly Report[],
  other: readonly Report[],
  questions: readonly string[],
  asked: Readonly<Record<string, Asked>>,
): Row[] {
  const answered = [...one, ...other].flatMap((report) => report.answers.map((answer) => answer.question));
  const all = [...new Set([...HOT_QUESTIONS, ...questions, ...answered])].filter((code) => !NOT_OF_IT.has(code));
  return all
    .map((question) => rowOf(question, one, other, asked))
    .filter((row) => row.one !== undefined || row.other !== undefined)
    .sort((a, b) => VERDICTS.indexOf(a.verdict) - VERDICTS.indexOf(b.verdict));
}

function rowOf(
  question: string,
  left: readonly Report[],
  right: readonly Report[],
  asked: Readonly<Record<string, Asked>>,
): Row {
  const [one, other] = [side(question, left, asked), side(question, right, asked)];
  return {
    question,
    verdict: verdictOf(one, other),
    ...(one && { one: one.told }),
    ...(other && { other: other.told }),
  };
}

interface Side {
  told: Told;
  /** An answer of the closed list that its side agrees on; free words and "not sure" are compared with nothing. */
  definite: boolean;
}

function side(question: string, reports: readonly Report[], asked: Readonly<Record<string, Asked>>): Side | undefined {
  const fact = factOf('A', question, asked[question], reports);
  if (fact.value === undefined) return undefined;
  const by = fact.signs.flatMap((sign, index) => (sign === 'says' || sign === 'unsure' ? [index + 1] : []));
  const isChoice = /single|multi/.test(asked[question]?.type ?? '');
  return { told: { text: fact.value, by }, definite: isChoice && fact.signs.includes('says') };
}

function verdictOf(one: Side | undefined, other: Side | undefined): Verdict {
  if (!one?.definite || !other?.definite) return 'open';
  return one.told.text === other.told.text ? 'same' : 'differs';
}
