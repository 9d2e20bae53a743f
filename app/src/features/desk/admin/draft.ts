/** Rules as they are written: new ones, effects of each kind, and which of two drafts is the same. */
import type { Rule, RuleEffect } from '../wire';

export type Kind = RuleEffect['do'];
export const KINDS: Kind[] = ['raise_to', 'want_skill', 'send_to', 'hold_for', 'mark_drill', 'add_ladder'];

/** An effect of a kind, with nothing said yet but what is harmless. */
export function effectOf(kind: Kind): RuleEffect {
  switch (kind) {
    case 'raise_to':
      return { do: kind, priority: 2 };
    case 'want_skill':
      return { do: kind, skill: '' };
    case 'send_to':
      return { do: kind, post: '' };
    case 'hold_for':
      return { do: kind, minutes: 30 };
    case 'mark_drill':
      return { do: kind };
    case 'add_ladder':
      return { do: kind, rungs: [{ after_s: 0, who: 'supervisors' }] };
  }
}

/** A rule with a code that no other has. */
export function blank(rules: readonly Rule[]): Rule {
  const taken = new Set(rules.map((rule) => rule.code));
  let nth = rules.length + 1;
  while (taken.has(`rule-${nth}`)) nth += 1;
  return { code: `rule-${nth}`, name: '', when: '', then: [effectOf('raise_to')] };
}

export const same = (one: readonly Rule[], other: readonly Rule[]): boolean =>
  JSON.stringify(one) === JSON.stringify(other);

/** Whether a fault's path is a field or lies in it: `rules[0].then[1].post` lies in `rules[0].then[1]`. */
export function atField(path: string, field: string): boolean {
  if (!path.startsWith(field)) return false;
  return path.length === field.length || /^[.[]/.test(path.slice(field.length));
}
