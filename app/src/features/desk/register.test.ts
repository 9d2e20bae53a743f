import { describe, expect, it } from 'vitest';
import { KEYS, type ActName } from './acts';
import { bind, boundKey, charOf, holderOf, isRefusal, readBound, reset, type Bound } from './binding';
import { DOING, workOf } from './doing';
import { commandOf, meet, REGISTER } from './register';
import type { Room } from './state/room';

const taken = (answer: ReturnType<typeof bind>): Bound => {
  if (isRefusal(answer)) throw new Error(`refused: ${answer.why}`);
  return answer;
};

describe('the register of commands', () => {
  it('gives no two commands of one context the same key', () => {
    const own = REGISTER.filter(({ as }) => as === undefined);
    const twice = own.flatMap((one, nth) =>
      own
        .slice(nth + 1)
        .filter(
          (other) =>
            other.key === one.key &&
            meet(one, other) &&
            // A P1 that waits is heard before the page it waits over.
            (one.context === 'alarm') === (other.context === 'alarm'),
        )
        .map((other) => `${one.id} and ${other.id}: ${one.key}`),
    );
    expect(twice).toEqual([]);
  });
  it('knows every act and every id once', () => {
    for (const act of Object.keys(KEYS) as ActName[]) expect(commandOf(`act.${act}`)?.key).toBe(KEYS[act]);
    expect(new Set(REGISTER.map(({ id }) => id)).size).toBe(REGISTER.length);
  });
  it('has words for each, and something to do for each that is the desk’s', () => {
    for (const command of REGISTER) {
      expect(command.label ?? command.own, command.id).toBeDefined();
      const isElsewhere = command.fixed || /^(photo|cover|insight|handover|exports|major|wholemap)\./.test(command.id);
      expect(command.id in DOING, command.id).toBe(!isElsewhere);
    }
  });
  it('has nothing to do for an act while nothing is chosen', () => {
    const room = { desk: { chosen: undefined }, commands: {}, session: {}, selection: {} } as unknown as Room;
    const local = { sheet: () => 0, palette: () => 0, leave: () => 0 };
    for (const act of Object.keys(KEYS)) expect(workOf(`act.${act as ActName}`, room, local)).toBeUndefined();
  });
});

describe('a key of one’s own', () => {
  it('goes with everything that is the same act to the hand', () => {
    const bound = taken(bind({}, 'act.acknowledge', 'Ö'));
    for (const id of ['act.acknowledge', 'alarm.acknowledge', 'bulk.acknowledge'] as const)
      expect(boundKey(bound, id)).toBe('Ö');
    expect(boundKey(taken(bind({}, 'undo', '%')), 'act.unmerge')).toBe('%');
  });
  it('is refused where another command has it, and says which', () => {
    expect(bind({}, 'act.acknowledge', 'E')).toEqual({ why: 'taken', by: 'act.en_route' });
    // Heard above the desk: the keys of a P1, and those that work everywhere.
    expect(bind({}, 'act.note', 'Q')).toEqual({ why: 'taken', by: 'alarm.mute' });
    expect(bind({}, 'insight.csv', '?')).toEqual({ why: 'taken', by: 'sheet' });
    // A bulk act has the key of its act, and so cannot meet what the queue hears beside it.
    expect(bind({}, 'act.resolve', 'F')).toEqual({ why: 'taken', by: 'filter' });
  });
  it('may be what another page has', () => {
    expect(boundKey(taken(bind({}, 'insight.csv', 'E')), 'insight.csv')).toBe('E');
  });
  it('is free once it was left, and goes back only while it is free', () => {
    const moved = taken(bind({}, 'act.en_route', '#'));
    const taking = taken(bind(moved, 'act.note', 'E'));
    expect(holderOf(taking, 'act.en_route', 'E')).toBe('act.note');
    expect(reset(taking, 'act.en_route')).toEqual({ why: 'taken', by: 'act.note' });
    expect(taken(reset(moved, 'act.en_route'))).toEqual({});
  });
  it('is never none for what somebody depends on', () => {
    expect(bind({}, 'act.acknowledge', '')).toEqual({ why: 'grave' });
    expect(bind({}, 'act.help', '')).toEqual({ why: 'grave' });
    expect(boundKey(taken(bind({}, 'act.note', '')), 'act.note')).toBe('');
  });
  it('is one character', () => {
    for (const key of ['Enter', ' ', 'F5', 'ab', 'a']) expect(bind({}, 'act.note', key)).toEqual({ why: 'no_key' });
    expect(bind({}, 'leave', 'X')).toEqual({ why: 'no_key' });
    expect(bind({}, 'bulk.take', '#')).toEqual({ why: 'no_key' });
  });
  it('may be a change of places that was kept, and nothing that makes no sense', () => {
    expect(readBound({ 'act.note': 'E', 'act.en_route': 'N' })).toEqual({ 'act.note': 'E', 'act.en_route': 'N' });
    expect(
      readBound({ 'act.note': 'E', 'act.acknowledge': '', nothing: 'Q', 'act.help': 7, 'act.link': 'Enter' }),
    ).toEqual({});
    for (const kept of [null, 7, 'x', undefined]) expect(readBound(kept)).toEqual({});
  });
  it('is read by its letter, and by its place where the keyboard has other letters', () => {
    expect(charOf({ key: 'a', code: 'KeyQ' })).toBe('A');
    expect(charOf({ key: 'ش', code: 'KeyA' })).toBe('A');
    expect(charOf({ key: '?', code: 'Slash' })).toBe('?');
    expect(charOf({ key: 'å', code: 'KeyA' })).toBe('A');
    expect(charOf({ key: 'ö', code: 'Semicolon' })).toBe('Ö');
  });
});
