import { expect, test } from 'vitest';
import { hex, sha256 } from '../digest';
import { solve, zeros } from './work';

const CHALLENGE = '1795252920.9.00112233445566778899aabbccddeeff';

test('the answer begins with as many zero bits as were asked for', async () => {
  const proof = await solve(CHALLENGE, 1, () => 0);
  expect(proof).toMatch(/^1795252920\.9\.00112233445566778899aabbccddeeff\.\d+$/);
  const hash = await sha256(new TextEncoder().encode(proof));
  expect(parseInt(hex(hash).slice(0, 4), 16)).toBeLessThan(2 ** (16 - 9));
});

test('zero bits are counted over bytes', () => {
  expect(zeros(new Uint8Array([0, 0, 0b0001_0000]))).toBe(19);
  expect(zeros(new Uint8Array([0x80]))).toBe(0);
  expect(zeros(new Uint8Array([0, 0]))).toBe(16);
});

test('it gives up when waiting is over, and at what is no challenge', async () => {
  let time = 0;
  expect(await solve('1.24.00', 3, () => time++)).toBeUndefined();
  for (const strange of ['', '1.2', '1.25.00', 'x.3.00', '1.3.00.7', '<html>'])
    expect(await solve(strange, 1, () => 0)).toBeUndefined();
});
