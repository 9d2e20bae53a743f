import { describe, expect, it } from 'vitest';
import type { Rule } from '../wire';
import { atField, blank, effectOf, KINDS, same } from './draft';

describe('a draft of rules', () => {
  it('gives a new rule a code of its own', () => {
    const rules = [blank([])];
    expect(rules[0]!.code).toBe('rule-1');
    rules.push({ ...blank(rules), code: 'rule-3' });
    expect(blank(rules).code).toBe('rule-4');
  });

  it('knows an effect of every kind', () => {
    expect(KINDS.map((kind) => effectOf(kind).do)).toEqual(KINDS);
  });

  it('finds a fault at its field and not at another', () => {
    expect(atField('rules[1].when', 'rules[1].when')).toBe(true);
    expect(atField('rules[1].then[0].rungs[2].who', 'rules[1].then[0]')).toBe(true);
    expect(atField('rules[1].then[10].post', 'rules[1].then[1]')).toBe(false);
    expect(atField('rules[12].when', 'rules[1]')).toBe(false);
  });

  it('tells a changed draft from the live rules', () => {
    const rule: Rule = { code: 'a', name: 'A', when: 'priority > 2', then: [effectOf('mark_drill')] };
    expect(same([rule], [structuredClone(rule)])).toBe(true);
    expect(same([rule], [{ ...rule, name: 'B' }])).toBe(false);
  });
});
