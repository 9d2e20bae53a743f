import { expect, test } from 'vitest';
import { endOf, headerBytes } from './saving';

test('a file is named after what it is', () => {
  const known = ['application/age', 'image/jpeg', 'image/heic', 'application/octet-stream', 'image/svg+xml'];
  expect(known.map(endOf)).toEqual(['age', 'jpg', 'heic', 'bin', 'bin']);
});

test('a reason in any letters goes into a header as bytes', () => {
  const bytes = [...headerBytes('قضية ñ')].map((c) => c.charCodeAt(0));
  expect(new TextDecoder().decode(new Uint8Array(bytes))).toBe('قضية ñ');
});
