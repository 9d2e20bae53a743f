/** Languages of reporters: which a reporter reads, and which their words are written in. */
import { languageSaid } from './words';
import type { IncidentWhole, Report } from './wire';

export type WrittenIn = NonNullable<Report['narrative'][number]['written_in']>;

export const baseOf = (tag: string): string => tag.split(/[-_]/)[0]!.toLowerCase();

/** The base of a tag is what is named: a country says nothing of what somebody reads. */
export const named = ({ language }: Pick<WrittenIn, 'language'>): string => languageSaid(language);

/** Surely the desk's own language needs none; what is only probably so may. */
export function wantsTranslation(writtenIn: WrittenIn | undefined, desk: string): boolean {
  return writtenIn !== undefined && !(writtenIn.sure && baseOf(writtenIn.language) === baseOf(desk));
}

export interface Readers {
  /** The language asked of the server; English for whoever's is not known. */
  language: string;
  known: boolean;
  /** Numbers of their reports. */
  reports: number[];
}

/** Who reads a card in which language: of all reporters, or of the one it goes to. */
export function readersOf({ reports }: Pick<IncidentWhole, 'reports'>, to: string | undefined): Readers[] {
  const found = new Map<string, Readers>();
  reports.forEach((report, index) => {
    if (to !== undefined && report.id !== to) return;
    const language = report.language === undefined ? 'en' : baseOf(report.language);
    const key = `${report.language !== undefined} ${language}`;
    const readers = found.get(key) ?? { language, known: report.language !== undefined, reports: [] };
    readers.reports.push(index + 1);
    found.set(key, readers);
  });
  return [...found.values()];
}
