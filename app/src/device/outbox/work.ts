/** The little work a flooded venue asks of a stranger's phone, so that a report need not wait as long as it otherwise would. */
import { sha256 } from '../digest';

/** More than any server of ours asks for is no question of ours. */
const MOST_BITS = 24;
/** Hashes at once: the browser makes them beside the page, and the page stays its own between two lots. */
const LOT = 64;

export function zeros(hash: Uint8Array): number {
  const first = hash.findIndex((byte) => byte !== 0);
  if (first === -1) return hash.length * 8;
  return first * 8 + Math.clz32(hash[first]!) - 24;
}

/**
 * The answer to a challenge (`time.bits.tag`): it, a full stop, and the first number with which its SHA-256 begins with that many
 * zero bits. Nothing once `until` has passed: waiting is as good as working.
 */
export async function solve(challenge: string, until: number, now: () => number): Promise<string | undefined> {
  const bits = Number(/^\d+\.(\d+)\.[\da-f]+$/.exec(challenge)?.[1] ?? NaN);
  if (!(bits <= MOST_BITS)) return undefined;
  const letters = new TextEncoder();
  for (let from = 0; now() < until; from += LOT) {
    const tried = Array.from({ length: LOT }, (_, nth) => `${challenge}.${from + nth}`);
    const hashes = await Promise.all(tried.map((text) => sha256(letters.encode(text))));
    const found = hashes.findIndex((hash) => zeros(hash) >= bits);
    if (found !== -1) return tried[found];
  }
  return undefined;
}
