/** What is looked for in somebody's words before they go: on this device, and nowhere else. */
import type { CoachWords } from '../../i18n/coach';
import { fold } from './search';

/** Only how somebody looks, and nothing that they did. Longer accounts are left alone: they tell more than looks. */
const LONGEST = 240;

export function tellsOnlyLooks(text: string, { looks, deeds }: CoachWords): boolean {
  if (text.trim().length > LONGEST) return false;
  return says(text, looks) && !says(text, deeds);
}

export type Trace = 'number' | 'mail' | 'name';

/** What might tell who wrote it. Names are found by how people give them ("my name is"), not by a list of names. */
export function traceIn(text: string, { names }: CoachWords): Trace | undefined {
  if (/[^\s@]+@[^\s@]+\.[^\s@]{2,}/.test(text)) return 'mail';
  if (/(?<![\w-])\+?(?:\d[\s().-]{0,2}){7,15}(?![\w-])/.test(text)) return 'number';
  return says(text, names) ? 'name' : undefined;
}

/** Words of scripts that write gaps begin at a gap; the others may stand anywhere. */
function says(text: string, stems: string[]): boolean {
  const folded = ` ${fold(text).replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ')} `;
  return stems
    .map(fold)
    .some((stem) => (/[\u3040-\u30ff\u4e00-\u9fff]/.test(stem) ? folded.includes(stem) : folded.includes(` ${stem}`)));
}
