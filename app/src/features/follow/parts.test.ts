import { expect, test } from 'vitest';
import { report } from '../../device/contract';
import { draftName, mayBeCarried } from './parts';

test('a draft is called as its writer says, else by what it is about', () => {
  const begun = (name: string) => report(undefined, { draft: { name } });
  expect(draftName(begun(' Grey case '), 'Bag or object')).toBe('Grey case');
  expect(draftName(begun(''), 'Bag or object')).toBe('Bag or object');
  expect(draftName(begun(''), '')).toBe('Report');
});

test('another phone carries nothing that would lose its name, its walls or its mark by it', () => {
  const body = report().body;
  expect(mayBeCarried(report())).toBe(true);
  expect(mayBeCarried(report(undefined, { by: 'alice' }))).toBe(false);
  // Danger to life waits for no name.
  expect(mayBeCarried(report(undefined, { by: 'alice', body: { ...body, category: 'danger.weapon' } }))).toBe(true);
  expect(mayBeCarried(report(undefined, { body: { ...body, confidential: {} } }))).toBe(false);
  expect(mayBeCarried(report(undefined, { body: { ...body, drill: true } }))).toBe(false);
  expect(mayBeCarried(report(undefined, { draft: { name: '' } }))).toBe(false);
});
