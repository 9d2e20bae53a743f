import type { OutboxItem, SendState } from '../../device/device';
import { minute } from '../../i18n/format';
import { t } from '../../i18n/reporter';
import type { IconName } from '../../ui/icons';

export interface PartLine {
  id: string;
  icon: IconName;
  label: string;
  state: string;
  look: 'waiting' | 'moving' | 'sent';
}

export type Progress = 'held' | 'partly' | 'sent';

/** How far a report has got: nothing, the words but not all of it, everything. */
export function progressOf(item: OutboxItem): Progress {
  if (item.state !== 'sent') return 'held';
  const parts = [...item.amendments, ...item.photos, ...item.messages];
  return parts.some(({ state }) => state === 'waiting' || state === 'sending') ? 'partly' : 'sent';
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
  const answers = item.amendments.map(({ state }) => state);
  return [
    report,
    ...(answers.length > 0
      ? [{ id: 'answers', icon: 'list' as const, label: t('mine.answers'), ...stateWords(worst(answers)) }]
      : []),
    ...item.photos.map((photo): PartLine => {
      const index = item.photos.findIndex(({ id }) => id === (photo.of ?? photo.id));
      const number = (index < 0 ? item.photos.indexOf(photo) : index) + 1;
      const percent = photo.bytes ? Math.round(((photo.sent_bytes ?? 0) / photo.bytes) * 100) : 0;
      const half = photo.state === 'waiting' && percent > 0 ? t('mine.half', { percent }) : undefined;
      return {
        id: photo.id,
        icon: photo.of ? 'lock' : 'image',
        label: t(photo.of ? 'mine.original' : 'mine.photo', { index: number }),
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
