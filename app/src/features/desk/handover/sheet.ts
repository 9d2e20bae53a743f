/** A sheet as it is shown: its sections, what is read of it, and which line comes next. */
import type { Handover, HandoverLine, HandoverSection } from '../wire';
import { listed } from '../words';

export const SECTIONS: HandoverSection[] = [
  'open',
  'promised',
  'watch',
  'staffing',
  'faults',
  'chats',
  'counts',
  'events',
  'lessons',
];

export interface Part {
  section: HandoverSection;
  lines: HandoverLine[];
  /** The incoming officer is done with all of it. */
  read: boolean;
}

const READ = new Set(['struck', 'answered', 'accepted']);
/** Whether the incoming officer is done with a line, as the server counts it. */
export const isRead = (line: HandoverLine): boolean => READ.has(line.state);

export function partsOf(lines: readonly HandoverLine[]): Part[] {
  return SECTIONS.map((section) => {
    const own = lines.filter((line) => line.section === section);
    return { section, lines: own, read: own.length > 0 && own.every(isRead) };
  });
}

/** In the order of the sheet, whatever order they came in. */
export const inOrder = (lines: readonly HandoverLine[]): HandoverLine[] => partsOf(lines).flatMap((part) => part.lines);

/** A step from the chosen line; at the ends it stays. */
export function step(lines: readonly HandoverLine[], chosen: string | undefined, by: 1 | -1): string | undefined {
  const all = inOrder(lines);
  const at = all.findIndex((line) => line.key === chosen);
  return all[at === -1 ? 0 : Math.min(all.length - 1, Math.max(0, at + by))]?.key;
}

/** The next line that waits to be read, after the chosen one and then from the top. */
export function nextUnread(lines: readonly HandoverLine[], after: string): string | undefined {
  const all = inOrder(lines);
  const at = all.findIndex((line) => line.key === after);
  return [...all.slice(at + 1), ...all.slice(0, at)].find((line) => !isRead(line))?.key;
}

/** Lines that count: those that were struck are read by nobody. */
export const counted = (sheet: Handover): HandoverLine[] => sheet.lines.filter((line) => line.state !== 'struck');

/** Of each priority how many: 1 P2, 3 P3. */
export function byPriority(lines: readonly HandoverLine[]): string {
  const of = (priority: number) => lines.filter((line) => line.priority === priority && line.state !== 'struck').length;
  const told = [1, 2, 3, 4].map((priority) => [of(priority), priority] as const).filter(([count]) => count > 0);
  return listed(told.map(([count, priority]) => `${count} P${priority}`));
}

const LEFTWARDS = /[\u0590-\u08ff]/;
/** Which way a line is read: on a desk that reads to the left a name in front turns no sentence round. */
export const directionOf = (text: string, desk: 'ltr' | 'rtl'): 'rtl' | 'auto' =>
  desk === 'rtl' && LEFTWARDS.test(text) ? 'rtl' : 'auto';

/** Seconds as they are said: 41 s, 60 s, 6:10. Few of them are a sentence, which is another in each language. */
export const lasting = (seconds: number, said: (count: number) => string): string =>
  seconds < 100 ? said(seconds) : `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
