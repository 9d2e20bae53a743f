import { describe, expect, it } from 'vitest';
import { checksOf, columnsOf, factOf, openQuestions, placeFact, saluteOf, voicesOf, type Asked } from './salute';
import { report, said } from './testing';

const at = '2026-11-14T03:00:00Z';
const weapon: Asked = {
  text: 'Is there a weapon?',
  type: 'single',
  options: [
    { code: 'none', label: 'No' },
    { code: 'knife', label: 'Knife' },
    { code: 'gun', label: 'Gun' },
    { code: 'unsure', label: 'Not sure' },
  ],
};
const saw = (values: string[], text?: string) => ({ question: 'weapon', values, at, ...(text ? { text } : {}) });
const floorLabel = (code: string): string => `L${code}`;
const clock = (time: string): string => time.slice(11, 16);

describe('what we know', () => {
  it('shows a ring for a report that was not asked, and guesses nothing', () => {
    const fact = factOf('E', 'weapon', weapon, [report(), report({ answers: [saw(['knife'])] })]);
    expect(fact).toMatchObject({ value: 'Knife', signs: ['not_asked', 'says'], others: [] });
  });
  it('shows a contradiction beside the value with the report that differs', () => {
    const fact = factOf('E', 'weapon', weapon, [
      report({ answers: [saw(['knife'])] }),
      report({ answers: [saw(['gun'])] }),
    ]);
    expect(fact).toMatchObject({ value: 'Knife', signs: ['says', 'differs'], others: [{ report: 2, text: 'Gun' }] });
  });
  it('does not take "not sure" for a contradiction', () => {
    const fact = factOf('E', 'weapon', weapon, [
      report({ answers: [saw(['unsure'])] }),
      report({ answers: [saw(['gun'])] }),
    ]);
    expect(fact).toMatchObject({ value: 'Gun', signs: ['unsure', 'says'] });
  });
  it('marks one reporter who changed the answer', () => {
    const fact = factOf('E', 'weapon', weapon, [report({ answers: [saw(['none']), saw(['knife'])] })]);
    expect(fact).toMatchObject({ value: 'No, Knife', signs: ['differs'] });
  });
  it('never calls free words a contradiction', () => {
    const words: Asked = { text: 'Clothing?', type: 'text' };
    const told = (text: string) => report({ answers: [{ question: 'clothing', values: [], text, at }] });
    const fact = factOf('U', 'clothing', words, [told('Red jacket'), told('Dark coat')]);
    expect(fact).toMatchObject({
      value: 'Red jacket',
      signs: ['says', 'says'],
      others: [{ report: 2, text: 'Dark coat' }],
    });
  });
  it('sees two zones, and a sign against a position, as a contradiction of place', () => {
    const row = (id: string) => said({ zone: { id, label: `Row ${id}` } });
    expect(placeFact([report({ place: row('D') }), report({ place: row('E') })], floorLabel).signs).toEqual([
      'says',
      'differs',
    ]);
    // Each is told once.
    const sign = { id: 'BV-T1-114', label: 'Row D, pillar 4' };
    expect(placeFact([report({ place: { ...row('D'), plate: sign } })], floorLabel).value).toBe('Row D, pillar 4');
    expect(placeFact([report({ place: { ...row('E'), plate: sign } })], floorLabel).value).toBe(
      'Row D, pillar 4, Row E',
    );
    const odd = report({ place: { ...row('D'), notes: ['plate_and_gps_disagree'] } });
    expect(placeFact([odd], floorLabel).signs).toEqual(['differs']);
  });
  it('has every letter, and "not asked" where nothing was said', () => {
    const facts = saluteOf({ reports: [report()], questions: ['weapon'], asked: { weapon }, floorLabel, clock });
    expect(facts.map((fact) => fact.letter)).toEqual(['S', 'A', 'L', 'U', 'T', 'E']);
    expect(facts.every((fact) => fact.value === undefined)).toBe(true);
  });
  it('offers the questions nobody has answered', () => {
    const reports = [report({ answers: [saw(['none'])] })];
    expect(openQuestions({ reports, questions: ['weapon', 'count'] })).toEqual(['count']);
  });
});

describe('what many reports say', () => {
  const many = [
    ...Array.from({ length: 60 }, () => report({ answers: [saw(['knife'], 'in his hand')] })),
    ...['left', 'right', 'low', 'high'].map((words) => report({ answers: [saw(['knife'], words)] })),
    report({ answers: [saw(['gun'])] }),
  ];
  const fact = factOf('E', 'weapon', weapon, many);
  it('draws the one that contradicts, however late it came', () => {
    expect(columnsOf([fact], many.length, 6)).toEqual([1, 2, 3, 4, 5, 65]);
    expect(columnsOf([fact], 3, 6)).toEqual([1, 2, 3]);
    expect(columnsOf([fact], 0, 6)).toEqual([]);
    expect(columnsOf([fact], many.length, many.length)).toHaveLength(65);
  });
  it('tells what contradicts before what only says it otherwise', () => {
    expect(fact.others.map((voice) => voice.report)).toEqual([61, 62, 63, 64, 65]);
    expect(voicesOf(fact).map((voice) => voice.report)).toEqual([65, 61, 62, 63, 64]);
  });
});

describe('the cards for a kind of thing', () => {
  it('are shown for what they are about alone', () => {
    const shown = (questions: string[]) => checksOf(questions).map(({ check }) => check);
    expect(shown(['hot_hidden', 'hot_obvious', 'hot_typical', 'still_there'])).toEqual(['hot']);
    expect(shown(['container', 'seal_state', 'loaded', 'noise'])).toEqual(['seal']);
    expect(shown(['drone_near', 'drone_pos', 'operator', 'still_there'])).toEqual(['drone']);
    expect(shown(['still_there', 'container', 'noise'])).toEqual([]);
  });
});
