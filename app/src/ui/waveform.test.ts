import { describe, expect, test } from 'vitest';
import { badgeOn, barsOf, lengthOf } from './waveform';

describe('bars', () => {
  test('are as many as asked for, the loudest as high as can be', () => {
    expect(barsOf([0.1, 0.2, 0.1, 0.4], 2)).toEqual([0.5, 1]);
    expect(barsOf(Array.from({ length: 600 }, () => 0.3))).toHaveLength(40);
  });

  test('of few peaks are drawn wider', () => {
    expect(barsOf([0.2, 0.4], 4)).toEqual([0.5, 0.5, 1, 1]);
  });

  test('of silence are a line, and noise is no speech', () => {
    expect(new Set(barsOf([], 4))).toEqual(new Set([0.04]));
    expect(Math.max(...barsOf([0.01, 0.02, 0.01], 3))).toBeCloseTo(0.4);
  });
});

test.each([
  [0.2, '0:01'],
  [14.4, '0:14'],
  [59.7, '1:00'],
  [65, '1:05'],
])('%d seconds are %s long', (seconds, text) => {
  expect(lengthOf(seconds)).toBe(text);
});

test.each([
  ['lying', 1280, 720],
  ['standing', 720, 1280],
  ['square', 600, 600],
])('the badge of a %s video stays inside of what lists show', (_, width, height) => {
  const { x, y, size } = badgeOn(width, height);
  const narrow = Math.min(width, (height * 5) / 6);
  const flat = Math.min(height, (width * 3) / 4);
  expect(x - size * 2.2).toBeGreaterThanOrEqual((width - narrow) / 2);
  expect(x + size * 2.2).toBeLessThanOrEqual((width + narrow) / 2);
  expect(y - size * 0.8).toBeGreaterThanOrEqual((height - flat) / 2);
  expect(y + size * 0.8).toBeLessThan(height / 2);
});
