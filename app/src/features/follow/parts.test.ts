import { expect, test } from 'vitest';
import { report } from '../../device/contract';
import { draftName } from './parts';

test('a draft is called as its writer says, else by what it is about', () => {
  const begun = (name: string) => report(undefined, { draft: { name } });
  expect(draftName(begun(' Grey case '), 'Bag or object')).toBe('Grey case');
  expect(draftName(begun(''), 'Bag or object')).toBe('Bag or object');
  expect(draftName(begun(''), '')).toBe('Report');
});
