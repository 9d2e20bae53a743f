import { describe, expect, it } from 'vitest';
import { called, isNamed, radioName } from './names';

describe('how people are called', () => {
  it('puts the call sign first', () => {
    expect(radioName('Mia Lindqvist · BV-32')).toBe('BV-32 Mia Lindqvist');
    expect(radioName('Duty desk')).toBe('Duty desk');
    expect(called('Mia Lindqvist')).toEqual({ name: 'Mia Lindqvist' });
  });
  it('knows oneself with and without a call sign', () => {
    expect(isNamed('Mia Lindqvist · BV-32', 'Mia Lindqvist')).toBe(true);
    expect(isNamed('Mia Lindqvist', 'Mia Lindqvist')).toBe(true);
    expect(isNamed(undefined, 'Mia Lindqvist')).toBe(false);
  });
});
