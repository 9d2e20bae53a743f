import { expect, test } from 'vitest';
import { match } from './router.svelte';

test('a pattern names the parts of a path', () => {
  expect(match('/reports/{local}', '/reports/ab12')).toEqual({ local: 'ab12' });
  expect(match('/p/{code}', '/p/T1-D%20B')).toEqual({ code: 'T1-D B' });
});

test('an open pattern takes everything below it', () => {
  expect(match('/desk/**', '/desk')).toEqual({});
  expect(match('/desk/**', '/desk/incidents/1')).toEqual({});
  expect(match('/desk/**', '/desks')).toBeUndefined();
});

test('other lengths and other words do not match', () => {
  expect(match('/reports', '/reports/ab12')).toBeUndefined();
  expect(match('/', '/reports')).toBeUndefined();
  expect(match('/', '/')).toEqual({});
});

test('a broken escape is taken as it stands', () => {
  expect(match('/p/{code}', '/p/%E0%A4%A')).toEqual({ code: '%E0%A4%A' });
});
