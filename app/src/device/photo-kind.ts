import type { OutboxPhoto } from './device';

/** What was added, and the how manieth of its kind it is: a voice note after two photos is the first voice note. */
export interface Added {
  kind: 'photo' | 'voice' | 'video';
  index: number;
}

/** By the id of the photo. What a sealed original is of stands in its `of`: the two are one thing that was added. */
export function added(photos: readonly OutboxPhoto[]): Map<string, Added> {
  const all = new Map<string, Added>();
  for (const { id, of } of photos) {
    const thing = of ?? id;
    if (all.has(thing)) continue;
    const kind = photos.find((one) => one.of === thing && one.media)?.media ?? 'photo';
    const before = [...all.values()].filter((one) => one.kind === kind).length;
    all.set(thing, { kind, index: before + 1 });
  }
  return all;
}
