import type { OutboxItem, SendState } from '../../device/device';
import { added, type Added } from '../../device/photo-kind';
import { minute } from '../../i18n/format';
import { nameOf, t as say } from '../../i18n/media';
import { t } from '../../i18n/reporter';
import type { IconName } from '../../ui/icons';

export interface PartLine {
  id: string;
  icon: IconName;
  label: string;
  state: string;
  look: 'waiting' | 'moving' | 'sent';
}

const SIGNS = { photo: 'image', voice: 'mic', video: 'film' } as const;

/** What a draft is called: by its writer, else what it is about. */
export function draftName({ draft }: OutboxItem, about: string): string {
  return draft?.name.trim() || about || t('mine.report');
}

export type Progress = 'held' | 'partly' | 'sent';

/** How far a report has got: nothing, the words but not all of it, everything. */
export function progressOf(item: OutboxItem): Progress {
  if (item.state !== 'sent') return 'held';
  const parts = [...item.amendments, ...item.photos, ...item.messages];
  return parts.some(({ state }) => state === 'waiting' || state === 'sending') ? 'partly' : 'sent';
}

const sealedName = (thing: Added): string =>
  thing.kind === 'photo' ? t('mine.original', { index: thing.index }) : say('media.sealed', { what: nameOf(thing) });

export interface Proof {
  label: string;
  sha256: string;
}

/** What the phone says is inside of each sealed original. */
export function proofsOf({ photos }: OutboxItem): Proof[] {
  const things = added(photos);
  return photos.flatMap(({ id, of, claims }) => {
    const thing = things.get(of ?? id);
    return claims && thing ? [{ label: nameOf(thing), sha256: claims }] : [];
  });
}

/** Whoever carries a report proves nobody's badge: what goes with one or not at all stays here, and so does what is only begun. */
export function mayBeCarried({ state, draft, body, by }: OutboxItem): boolean {
  const mayLoseName = !by || body.category.startsWith('danger.');
  return state !== 'sent' && !draft && !body.confidential && !body.drill && mayLoseName;
}

/** A report line by line: its words, its answers, each photo, each message. */
export function linesOf(item: OutboxItem, timeZone: string | undefined): PartLine[] {
  const sentAt = item.received_at && t('mine.sent', { time: minute(item.received_at, timeZone) });
  const report: PartLine = {
    id: 'report',
    icon: 'text',
    label: t('mine.report'),
    ...stateWords(item.state, sentAt || undefined),
  };
  const things = added(item.photos);
  const answers = item.amendments.map(({ state }) => state);
  return [
    report,
    ...(answers.length > 0
      ? [{ id: 'answers', icon: 'list' as const, label: t('mine.answers'), ...stateWords(worst(answers)) }]
      : []),
    ...item.photos.map((photo): PartLine => {
      const thing = things.get(photo.of ?? photo.id) ?? { kind: 'photo', index: 1 };
      const percent = photo.bytes ? Math.round(((photo.sent_bytes ?? 0) / photo.bytes) * 100) : 0;
      const half = photo.state === 'waiting' && percent > 0 ? t('mine.half', { percent }) : undefined;
      return {
        id: photo.id,
        icon: photo.of ? 'lock' : SIGNS[thing.kind],
        label: photo.of ? sealedName(thing) : nameOf(thing),
        ...stateWords(photo.state, half),
      };
    }),
    ...item.messages.map((message): PartLine => ({
      id: message.key,
      icon: 'words',
      label: t('mine.message'),
      ...stateWords(message.state),
    })),
  ];
}

function stateWords(state: SendState, instead?: string): Pick<PartLine, 'state' | 'look'> {
  const words = {
    waiting: t('mine.waiting'),
    sending: t('mine.sending'),
    sent: t('mine.done'),
    failed: t('mine.refused'),
  };
  const looks = { waiting: 'waiting', sending: 'moving', sent: 'sent', failed: 'waiting' } as const;
  return { state: instead ?? words[state], look: looks[state] };
}

function worst(states: SendState[]): SendState {
  return (['failed', 'sending', 'waiting'] as const).find((state) => states.includes(state)) ?? 'sent';
}
