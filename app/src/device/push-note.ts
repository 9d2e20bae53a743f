/** What a push of the server becomes on a lock screen: how urgent and where, never what. Strangers read it. */
import { haveIt, thereIsNews } from '../i18n/push';

export interface Pushed {
  title: string;
  number: string;
  priority: number;
  /** Answers for whom the page is for. Shown to nobody. */
  token: string | null;
}

/** What a note remembers for the tap on it. */
export type NoteData = { news: true } | { news?: never; number: string; token: string | null };

export interface Note {
  title: string;
  options: NotificationOptions & { actions?: { action: string; title: string }[]; renotify?: boolean };
}

/** `undefined` where the bytes are none of ours. */
export function pushed(text: string): Pushed | undefined {
  try {
    const told = JSON.parse(text) as Partial<Pushed>;
    const { title, number, priority, token } = told;
    if (typeof title !== 'string' || typeof number !== 'string' || typeof priority !== 'number') return undefined;
    return { title, number, priority, token: typeof token === 'string' ? token : null };
  } catch {
    return undefined;
  }
}

export function noteOf(told: Pushed, languages: readonly string[]): Note {
  return {
    title: told.title,
    options: {
      // One incident is one note, and rings again each time it is called for.
      tag: told.number,
      renotify: true,
      requireInteraction: told.priority <= 2,
      icon: '/icons/icon-192.png',
      data: { number: told.number, token: told.token } satisfies NoteData,
      ...(told.token !== null && { actions: [{ action: 'have', title: haveIt(languages) }] }),
    },
  };
}

/** A reporter's push says that there is news, and not of what: there is nothing else in it. */
export function isNews(text: string): boolean {
  try {
    return (JSON.parse(text) as { news?: unknown } | null)?.news === true;
  } catch {
    return false;
  }
}

/** Whoever looks at the screen learns nothing by it: no report, no place, no sound, and not whose app it is. */
export function newsNote(languages: readonly string[]): Note {
  const data: NoteData = { news: true };
  return {
    title: thereIsNews(languages),
    options: { tag: 'news', silent: true, icon: '/icons/notes-192.png', data },
  };
}
