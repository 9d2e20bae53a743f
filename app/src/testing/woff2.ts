import { readFileSync } from 'node:fs';
import { brotliDecompressSync } from 'node:zlib';

/** Where the tables' list begins, and the numbers of those whose entry says more (https://www.w3.org/TR/WOFF2/). */
const LIST = 48;
const CMAP = 0;
const GLYF = 10;
const LOCA = 11;
const NAMED = 63;

/** Every letter a WOFF2 file can draw: what its `cmap` says, not what somebody meant to put in. */
export function lettersOf(path: string): Set<number> {
  const file = readFileSync(path);
  if (file.toString('latin1', 0, 4) !== 'wOF2') throw new Error(`${path} is no WOFF2`);
  let at = LIST;
  const number = (): number => {
    let value = 0;
    for (;;) {
      const byte = file[at++]!;
      value = value * 128 + (byte & 127);
      if (byte < 128) return value;
    }
  };
  let start = 0;
  let cmap: [from: number, length: number] | undefined;
  for (let table = file.readUInt16BE(12); table > 0; table -= 1) {
    const flags = file[at++]!;
    const known = flags & 63;
    const tag = known === NAMED ? file.toString('latin1', at, (at += 4)) : '';
    const whole = number();
    // The outlines are packed unless their version is 3, the others unless it is 0.
    const packed = flags >> 6 !== (known === GLYF || known === LOCA ? 3 : 0);
    const length = packed ? number() : whole;
    if (known === CMAP || tag === 'cmap') cmap = [start, length];
    start += length;
  }
  const tables = brotliDecompressSync(file.subarray(at, at + file.readUInt32BE(20)));
  if (!cmap) throw new Error(`${path} has no cmap`);
  return lettersIn(tables.subarray(cmap[0], cmap[0] + cmap[1]));
}

function lettersIn(cmap: Buffer): Set<number> {
  const letters = new Set<number>();
  for (let one = 0; one < cmap.readUInt16BE(2); one += 1) {
    const table = cmap.subarray(cmap.readUInt32BE(4 + one * 8 + 4));
    const format = table.readUInt16BE(0);
    if (format === 12) wide(table, letters);
    if (format === 4) narrow(table, letters);
  }
  return letters;
}

/** Format 12: groups of a first letter, a last one, and the first one's outline. */
function wide(table: Buffer, letters: Set<number>): void {
  for (let group = 0; group < table.readUInt32BE(12); group += 1) {
    const from = 16 + group * 12;
    const [first, last, glyph] = [0, 4, 8].map((offset) => table.readUInt32BE(from + offset)) as [
      number,
      number,
      number,
    ];
    for (let letter = first; letter <= last; letter += 1) if (glyph + letter - first > 0) letters.add(letter);
  }
}

/** Format 4: four lists side by side (last letters, first letters, what to add, where an outline's number is kept). */
function narrow(table: Buffer, letters: Set<number>): void {
  const size = table.readUInt16BE(6);
  for (let segment = 0; segment < size; segment += 2) {
    const [ends, starts, adds, keeps] = [14, 16 + size, 16 + size * 2, 16 + size * 3].map((list) => list + segment) as [
      number,
      number,
      number,
      number,
    ];
    const [last, first, add, keep] = [ends, starts, adds, keeps].map((place) => table.readUInt16BE(place)) as [
      number,
      number,
      number,
      number,
    ];
    for (let letter = first; letter <= last && letter < 0xffff; letter += 1) {
      const kept = keep === 0 ? letter : table.readUInt16BE(keeps + keep + (letter - first) * 2);
      if (kept !== 0 && (kept + add) % 0x10000 !== 0) letters.add(letter);
    }
  }
}
