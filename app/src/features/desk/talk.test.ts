import { expect, test } from 'vitest';
import { threadOf } from './talk';
import type { Card, IncidentWhole, Message } from './wire';

const officer = (id: string, more: Partial<Message> = {}): Message => ({
  id,
  from: 'officer',
  text: 'Which way did they go?',
  at: '2026-11-20T14:04:00Z',
  by: 'Mia Lindqvist',
  ...more,
});
const reporter = (id: string, more: Partial<Message>): Message => ({
  id,
  from: 'reporter',
  text: '',
  at: '2026-11-20T14:05:00Z',
  ...more,
});
const whole = (...messages: Message[][]) =>
  ({ reports: messages.map((one) => ({ messages: one })) }) as unknown as IncidentWhole;
const cards = [
  { code: 'way', kind: 'question', text: 'Which way?', options: [{ code: 'exit', label: 'To the exit' }] },
  { code: 'on_way', kind: 'phrase', text: 'An officer is on the way.', options: [] },
] as Card[];

test('a card sent to three is one line with what each of them said', () => {
  const thread = threadOf(
    whole(
      [officer('a', { card: 'way' }), reporter('a1', { reply_to: 'a', option: 'exit' })],
      [officer('b', { card: 'way', read_at: '2026-11-20T14:04:30Z' })],
      [officer('c', { card: 'way' })],
    ),
    cards,
  );
  expect(thread).toMatchObject([
    {
      kind: 'card',
      replies: [
        { report: 1, state: 'answered', option: 'exit' },
        { report: 2, state: 'read', at: '2026-11-20T14:04:30Z' },
        { report: 3, state: 'delivered' },
      ],
    },
  ]);
});

test('the last answer counts, and a sentence that asks nothing is a line', () => {
  const thread = threadOf(
    whole([
      officer('a', { card: 'way' }),
      reporter('a1', { reply_to: 'a', option: 'exit' }),
      reporter('a2', { reply_to: 'a', text: 'To the cars', at: '2026-11-20T14:06:00Z' }),
      officer('b', { card: 'on_way', at: '2026-11-20T14:07:00Z' }),
      reporter('c', { text: 'Thank you', at: '2026-11-20T14:08:00Z' }),
    ]),
    cards,
  );
  expect(thread.map(({ kind }) => kind)).toEqual(['card', 'words', 'words']);
  expect(thread[0]).toMatchObject({ replies: [{ text: 'To the cars', at: '2026-11-20T14:06:00Z' }] });
});
