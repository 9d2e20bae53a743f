import type { OutboxItem, SendState } from '../device';

/** `put` joins: what is new is appended, what is known keeps its progress. Nothing a sender wrote is ever undone. */
export function join(kept: OutboxItem | undefined, put: OutboxItem): OutboxItem {
  if (!kept) return put;
  const receipt = kept.receipt ?? put.receipt;
  return {
    ...kept,
    ...(receipt && { receipt }),
    photos: append(kept.photos, put.photos, ({ id }) => id),
    amendments: append(kept.amendments, put.amendments, ({ key }) => key),
    messages: append(kept.messages, put.messages, ({ key }) => key),
  };
}

function append<Part>(kept: Part[], put: Part[], name: (part: Part) => string): Part[] {
  const known = new Set(kept.map(name));
  return [...kept, ...put.filter((part) => !known.has(name(part)))];
}

/** What is still owed to the server for this item. */
export function isOwed(item: OutboxItem): boolean {
  const parts: { state: SendState }[] = [...item.amendments, ...item.messages, ...item.photos];
  return item.state !== 'sent' || parts.some(({ state }) => state === 'waiting' || state === 'sending');
}
