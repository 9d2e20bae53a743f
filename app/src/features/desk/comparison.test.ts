import { describe, expect, it } from 'vitest';
import { rowsOf } from './comparison';
import type { Asked } from './salute';
import { report } from './testing';

const options = [
  { code: 'yes', label: 'Yes' },
  { code: 'no', label: 'No' },
  { code: 'unsure', label: 'Not sure' },
];
const asked: Record<string, Asked> = {
  hot_hidden: { text: 'Is it hidden?', type: 'single', options },
  hot_obvious: { text: 'Wires?', type: 'single', options },
  loaded: { text: 'Loaded?', type: 'single', options },
  clothing: { text: 'Clothing?', type: 'text' },
};
const says = (answers: Record<string, string>) =>
  report({
    answers: Object.entries(answers).map(([question, value]) => ({
      question,
      values: question === 'clothing' ? [] : [value],
      ...(question === 'clothing' && { text: value }),
      at: '2026-11-14T03:00:00Z',
    })),
  });

describe('two incidents side by side', () => {
  it('puts contradictions first, then what agrees, then what cannot be compared', () => {
    const one = [says({ hot_hidden: 'yes', hot_obvious: 'yes', loaded: 'yes' }), says({ hot_hidden: 'yes' })];
    const other = [says({ hot_hidden: 'yes', hot_obvious: 'no' })];
    expect(rowsOf(one, other, [], asked)).toEqual([
      {
        question: 'hot_obvious',
        verdict: 'differs',
        one: { text: 'Yes', by: [1] },
        other: { text: 'No', by: [1] },
      },
      {
        question: 'hot_hidden',
        verdict: 'same',
        one: { text: 'Yes', by: [1, 2] },
        other: { text: 'Yes', by: [1] },
      },
      { question: 'loaded', verdict: 'open', one: { text: 'Yes', by: [1] } },
    ]);
  });
  it('compares neither "not sure" nor free words', () => {
    const rows = rowsOf(
      [says({ hot_hidden: 'unsure', clothing: 'blue coat' })],
      [says({ hot_hidden: 'no', clothing: 'a coat' })],
      [],
      asked,
    );
    expect(rows.map((row) => row.verdict)).toEqual(['open', 'open']);
  });
});
