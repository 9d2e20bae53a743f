/** What officers and reporters wrote, in order: words as lines, and each card with the answers it got. */
import type { WrittenIn } from './tongues';
import type { Card, IncidentWhole, Message } from './wire';

export interface Spoken {
  kind: 'words';
  id: string;
  at: string;
  message: Message;
  /** Numbers of the reports it went to or came from. */
  reports: number[];
  /** The report of a reporter who wrote. */
  report?: string;
}

export interface Reply {
  report: number;
  /** What was tapped, as the card names it, or what was written. */
  option?: string;
  text?: string;
  language?: string;
  /** Words have their message, by which they can be translated. */
  message?: string;
  written_in?: WrittenIn;
  at?: string;
  state: 'answered' | 'read' | 'delivered';
}

export interface Asked {
  kind: 'card';
  id: string;
  at: string;
  by: string | undefined;
  card: string;
  /** In English, for a card newer than this desk. */
  text: string;
  replies: Reply[];
}

export function threadOf({ reports }: Pick<IncidentWhole, 'reports'>, cards: readonly Card[]): (Spoken | Asked)[] {
  const lines = new Map<string, Spoken | Asked>();
  const isQuestion = (code: string) => cards.find((card) => card.code === code)?.kind !== 'phrase';
  reports.forEach(({ id: reportId, messages }, index) => {
    const report = index + 1;
    const answered = new Set(messages.flatMap(({ reply_to }) => reply_to ?? []));
    for (const message of messages) {
      if (message.card !== undefined && isQuestion(message.card)) {
        const key = `${message.at}/${message.card}`;
        const { id, at, by, card, text } = message;
        const line = (lines.get(key) as Asked | undefined) ?? { kind: 'card', id, at, by, card, text, replies: [] };
        const last = messages.findLast(({ reply_to }) => reply_to === message.id);
        const state = answered.has(id) ? 'answered' : message.read_at === undefined ? 'delivered' : 'read';
        line.replies.push({
          report,
          state,
          ...(last?.option !== undefined && { option: last.option }),
          ...(last?.text && {
            text: last.text,
            message: last.id,
            ...(last.written_in && { written_in: last.written_in }),
          }),
          ...(last?.language !== undefined && { language: last.language }),
          ...((last?.at ?? message.read_at) !== undefined && { at: last?.at ?? message.read_at! }),
        });
        lines.set(key, line);
        continue;
      }
      const toOurs = message.reply_to !== undefined && messages.some(({ id }) => id === message.reply_to);
      if (toOurs) continue;
      // One message to several reporters is shown once, with all it went to.
      const key = message.from === 'officer' ? `${message.at}/${message.text}` : message.id;
      const line = (lines.get(key) as Spoken | undefined) ?? {
        kind: 'words',
        id: message.id,
        at: message.at,
        message,
        reports: [],
        ...(message.from === 'reporter' && { report: reportId }),
      };
      line.reports.push(report);
      lines.set(key, line);
    }
  });
  return [...lines.values()].sort((a, b) => a.at.localeCompare(b.at));
}
