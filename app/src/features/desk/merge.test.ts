import { describe, expect, it } from 'vitest';
import { changes, mergeAnswer, mergeSeen } from './merge';
import { incident } from './testing';

describe('merging what the desk is told', () => {
  it('takes the newer event and leaves the older one', () => {
    const held = mergeSeen(undefined, incident({ report_count: 1 }), 10);
    expect(mergeSeen(held, incident({ report_count: 9 }), 9)).toBe(held);
    expect(mergeSeen(held, incident({ report_count: 2 }), 11).incident.report_count).toBe(2);
  });

  it('does not step back when a late event carries an older version than our own command', () => {
    const held = mergeAnswer(
      mergeSeen(undefined, incident({ version: 1 }), 10),
      incident({ version: 2, status: 'acknowledged' }),
    );
    const after = mergeSeen(held, incident({ version: 1, status: 'open' }), 11);
    expect(after.incident.status).toBe('acknowledged');
    expect(after.seq).toBe(11);
  });

  it('keeps what the stream told when an answer has the same version', () => {
    const held = mergeSeen(undefined, incident({ version: 2, report_count: 40 }), 12);
    expect(mergeAnswer(held, incident({ version: 2, report_count: 39 })).incident.report_count).toBe(40);
  });

  it('names what somebody else changed', () => {
    const before = incident({ status: 'open' });
    const after = incident({ status: 'en_route', assignee: { id: 'x', label: 'Tanaka' } });
    expect(changes(before, after)).toEqual(['status', 'assignee']);
  });
});
