import { afterEach, describe, expect, it } from 'vitest';
import type { Venue } from '../../api/wire';
import { language } from '../../i18n/language.svelte';
import { whyOf } from './why';
import { beside, deskWords } from './words';

const venue = {
  categories: [{ code: 'item.unattended', label: 'Objeto solo', questions: [] }],
  questions: { hot_obvious: { text: '¿Cables?', type: 'single', options: [{ code: 'yes', label: 'Sí' }] } },
  zones: { type: 'FeatureCollection', features: [{ id: 'check-in-a', properties: { name: 'Facturación A' } }] },
} as unknown as Venue;
const line = (code: string, params: Record<string, string>, effect?: string, text = 'In English') => ({
  code,
  params,
  text,
  ...(effect && { effect }),
});

describe('why, in words', () => {
  const before = language.current;
  afterEach(() => language.choose(before));

  it('speaks the desk’s language by code', async () => {
    await deskWords.load('es');
    language.choose('es');
    expect(whyOf(line('category_default', { category: 'item.unattended', priority: 'P3' }, 'P3'), venue)).toEqual({
      text: 'Objeto solo: P3 por categoría',
      effect: 'P3',
    });
    expect(whyOf(line('answer_raises', { answers: 'hot_obvious=yes', priority: 'P1' }, 'P3 → P1'), venue).text).toBe(
      '¿Cables? Sí: al menos P1',
    );
    expect(whyOf(line('held', { count: '37', within: '10', minutes: '5' }), venue).text).toContain('Oleada, 37');
    expect(whyOf(line('corroborated', { sources: '4' }), venue).text).toBe('4 fuentes independientes lo dicen');
    const near = { number: 'KL 1009', minutes: '14', kind: 'flight' };
    expect(whyOf(line('departure', { ...near, does: 'boards' }, 'P3 → P2'), venue)).toEqual({
      text: 'KL 1009 embarca en 14 min',
      effect: 'P3 → P2',
    });
    expect(whyOf(line('departure', { ...near, does: 'leaves' }), venue).text).toBe('KL 1009 sale en 14 min');
    const beat = line(
      'routing.beat',
      { post: 't1-patrol', zone: 'check-in-a' },
      'given to T1 patrol',
      'T1 patrol covers check-in-a',
    );
    expect(whyOf(beat, venue)).toEqual({ text: 'T1 patrol cubre Facturación A', effect: 'dado a T1 patrol' });
    const over = line(
      'routing.skill',
      { post: 'eod', zone: 'check-in-a', skills: 'eod' },
      'passed over: nobody is on shift there',
      'Bomb squad has skill eod and covers all zones',
    );
    expect(whyOf(over, venue)).toEqual({
      text: 'Bomb squad sabe de desactivación de explosivos para Facturación A',
      effect: 'omitido: nadie de turno allí',
    });
  });
  it('says what a rule did, and who was passed over', async () => {
    await deskWords.load('de');
    language.choose('de');
    const fired = line(
      'rule.fired',
      { name: 'Nachts', rule: 'night', priority: 'P2', skills: 'k9', minutes: '5' },
      'P3 → P2',
    );
    expect(whyOf(fired, venue)).toEqual({
      text: 'Regel Nachts: anheben auf P2, Fachkraft anfordern Diensthunde, Ruf nach 5 min',
      effect: 'P3 → P2',
    });
    const drill = line('rule.fired', { name: 'Probe', rule: 'drill' }, undefined, 'Rule Probe (drill): is an exercise');
    expect(whyOf(drill, venue).text).toBe('Regel Probe: als Übung kennzeichnen');
    expect(whyOf(line('rule.failed', { name: 'Nachts', rule: 'night' }, 'passed over'), venue)).toEqual({
      text: 'Regel Nachts war nicht anwendbar',
    });
    const away = { post: 't1', officer: 'x', state: 'break' };
    expect(whyOf(line('routing.away', away, 'not called', 'an officer of T1 patrol is on a break'), venue)).toEqual({
      text: 'T1 patrol: jemand ist in der Pause',
      effect: 'nicht gerufen',
    });
    const sent = line(
      'routing.sent_unstaffed',
      { post: 'k9' },
      'the usual way is taken',
      'a rule sends it to Dogs, where nobody is on shift',
    );
    expect(whyOf(sent, venue)).toEqual({
      text: 'eine Regel leitet es an Dogs, dort ist niemand in der Schicht',
      effect: 'der übliche Weg gilt',
    });
    const told = line('answer_notify', { answers: 'hot_obvious=yes', whom: 'atc_or_vts' });
    expect(whyOf(told, venue).text).toBe('¿Cables? Sí: Flugsicherung oder Verkehrszentrale See verständigen');
  });
  it('names skills and joins them as the language does', async () => {
    await Promise.all([deskWords.load('zh'), deskWords.load('ar')]);
    const wanted = line('category_skill', { category: 'item.unattended', skills: 'patrol, firearms, brand_new' });
    language.choose('zh');
    expect(whyOf(wanted, venue).text).toBe('Objeto solo：需要巡逻、武装处置、brand new');
    expect(beside('3号门', undefined, '12号柱')).toBe('3号门，12号柱');
    language.choose('ar');
    expect(whyOf(wanted, venue).text).toContain('، ');
    language.choose('en');
    expect(whyOf(wanted, venue).text).toBe('Objeto solo: wants patrol, armed response, brand new');
  });
  it('keeps the server’s words for what it does not know or cannot name', () => {
    expect(whyOf(line('moon_phase', {}), venue).text).toBe('In English');
    expect(whyOf(line('category_default', { category: 'new.one', priority: 'P3' }), venue).text).toBe('In English');
    expect(whyOf(line('answer_raises', { answers: 'hot_obvious=maybe', priority: 'P1' }), venue).text).toBe(
      'In English',
    );
    expect(whyOf(line('hot_score', { score: '2.5' }), undefined).text).toContain('2.5');
  });
});
