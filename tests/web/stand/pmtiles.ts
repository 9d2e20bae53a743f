import { deflateSync, gzipSync } from 'node:zlib';

/** A base map as an operator may give one: PMTiles version 3, as small as it can be. */
export interface Given {
  /** 1 is drawn from shapes, 2 is pictures (PNG). */
  type: 1 | 2;
  tiles: { z: number; x: number; y: number; bytes: Uint8Array }[];
  metadata: Record<string, unknown>;
  bounds: [west: number, south: number, east: number, north: number];
  /** All but the first directory in one below it, as large files have them. */
  deep?: boolean;
}
export interface Shape {
  layer: string;
  kind: string;
  /** Corners; an area goes round with the sun and is closed by itself. */
  area?: [lon: number, lat: number][];
  line?: [lon: number, lat: number][];
}

const HEADER = 127;
const GZIP = 2;
const PLAIN = 1;

export function archive({ type, tiles, metadata, bounds, deep = false }: Given): Buffer {
  const sorted = tiles
    .map((tile) => ({ id: tileId(tile), bytes: packed(type, tile.bytes) }))
    .sort((a, b) => a.id - b.id);
  let end = 0;
  const entries = sorted.map(({ id, bytes }) => ({
    id,
    from: (end += bytes.length) - bytes.length,
    length: bytes.length,
    run: 1,
  }));
  const listed = gzipSync(directory(entries));
  const [root, leaves] = deep
    ? [gzipSync(directory([{ id: sorted[0]?.id ?? 0, from: 0, length: listed.length, run: 0 }])), listed]
    : [listed, Buffer.alloc(0)];
  const told = gzipSync(JSON.stringify(metadata));
  const data = Buffer.concat(sorted.map(({ bytes }) => bytes));

  const header = Buffer.alloc(HEADER);
  header.write('PMTiles\x03', 'latin1');
  let [at, from] = [8, HEADER];
  for (const part of [root, told, leaves, data]) {
    header.writeBigUInt64LE(BigInt(from), at);
    header.writeBigUInt64LE(BigInt(part.length), at + 8);
    [at, from] = [at + 16, from + part.length];
  }
  for (let count = 0; count < 3; count++) header.writeBigUInt64LE(BigInt(tiles.length), at + 8 * count);
  const zooms = tiles.map(({ z }) => z);
  header.set([1, GZIP, type === 1 ? GZIP : PLAIN, type, Math.min(...zooms), Math.max(...zooms)], 96);
  for (const [nth, edge] of bounds.entries()) header.writeInt32LE(Math.round(edge * 1e7), 102 + 4 * nth);
  return Buffer.concat([header, root, told, leaves, data]);
}

const packed = (type: 1 | 2, bytes: Uint8Array): Buffer => (type === 1 ? gzipSync(bytes) : Buffer.from(bytes));

/** Tiles are numbered along a curve that leaves none out: all of a zoom after all of the one before. */
function tileId({ z, x, y }: { z: number; x: number; y: number }): number {
  let id = (4 ** z - 1) / 3;
  for (let side = 2 ** z / 2; side >= 1; side /= 2) {
    const [right, down] = [x & side ? 1 : 0, y & side ? 1 : 0];
    id += side * side * ((3 * right) ^ down);
    if (down === 1) continue;
    if (right === 1) [x, y] = [2 ** z - 1 - x, 2 ** z - 1 - y];
    [x, y] = [y, x];
  }
  return id;
}

function directory(entries: { id: number; from: number; length: number; run: number }[]): Buffer {
  return Buffer.from([
    ...varint(entries.length),
    ...entries.flatMap(({ id }, nth) => varint(id - (entries[nth - 1]?.id ?? 0))),
    ...entries.flatMap(({ run }) => varint(run)),
    ...entries.flatMap(({ length }) => varint(length)),
    ...entries.flatMap(({ from }) => varint(from + 1)),
  ]);
}

function varint(value: number): number[] {
  return value < 128 ? [value] : [(value % 128) + 128, ...varint(Math.floor(value / 128))];
}

/** Every tile of these zooms in which something of it may lie. */
export function tilesOf(shapes: Shape[], bounds: Given['bounds'], zooms: number[]): Given['tiles'] {
  return zooms.flatMap((z) => {
    const [west, north] = onGrid(z, bounds[0], bounds[3]).map(Math.floor) as [number, number];
    const [east, south] = onGrid(z, bounds[2], bounds[1]).map(Math.floor) as [number, number];
    return range(west, east).flatMap((x) =>
      range(north, south).map((y) => ({ z, x, y, bytes: drawn(shapes, z, x, y) })),
    );
  });
}

const range = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, nth) => from + nth);

function onGrid(z: number, lon: number, lat: number): [x: number, y: number] {
  const y = 0.5 - Math.asinh(Math.tan((lat * Math.PI) / 180)) / (2 * Math.PI);
  return [((lon + 180) / 360) * 2 ** z, y * 2 ** z];
}

const EXTENT = 4096;
const field = (number: number, bytes: number[]): number[] => [
  ...varint(number * 8 + 2),
  ...varint(bytes.length),
  ...bytes,
];
const text = (words: string): number[] => [...Buffer.from(words)];

/** A vector tile: each layer with its shapes, each shape with its kind. */
function drawn(shapes: Shape[], z: number, x: number, y: number): Uint8Array {
  const layers = [...new Set(shapes.map(({ layer }) => layer))];
  return Uint8Array.from(
    layers.flatMap((layer) => {
      const here = shapes.filter((shape) => shape.layer === layer);
      const features = here.map(({ area, line }, nth) => {
        const corners = (area ?? line ?? []).map(([lon, lat]) => {
          const [right, down] = onGrid(z, lon, lat);
          return [Math.round((right - x) * EXTENT), Math.round((down - y) * EXTENT)] as [number, number];
        });
        return field(2, [...field(2, [0, nth]), 3 * 8, area ? 3 : 2, ...field(4, path(corners, area !== undefined))]);
      });
      const kinds = here.map(({ kind }) => field(4, field(1, text(kind))));
      const whole = [...field(1, text(layer)), ...features.flat(), ...field(3, text('kind')), ...kinds.flat()];
      return field(3, [...whole, 5 * 8, ...varint(EXTENT), 15 * 8, 2]);
    }),
  );
}

/** Move there, lines from corner to corner, and back to where it began. */
function path(corners: [number, number][], closed: boolean): number[] {
  const zigzag = (value: number) => varint(value < 0 ? -2 * value - 1 : 2 * value);
  const steps = corners.map(([x, y], nth) => {
    const [beforeX, beforeY] = corners[nth - 1] ?? [0, 0];
    return [...zigzag(x - beforeX), ...zigzag(y - beforeY)];
  });
  const [first = [], ...rest] = steps;
  return [...varint(8 + 1), ...first, ...varint(rest.length * 8 + 2), ...rest.flat(), ...(closed ? [15] : [])];
}

/** A picture of one colour. */
export function png(side: number, colour: [red: number, green: number, blue: number]): Buffer {
  const chunk = (name: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(name), data]);
    const ends = Buffer.alloc(8);
    ends.writeUInt32BE(data.length);
    ends.writeUInt32BE(checksum(body), 4);
    return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)]);
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(side);
  head.writeUInt32BE(side, 4);
  head.set([8, 2], 8);
  const row = Buffer.from([0, ...Array.from({ length: side }, () => colour).flat()]);
  const pixels = deflateSync(Buffer.concat(Array.from({ length: side }, () => row)));
  const sign = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
  return Buffer.concat([sign, chunk('IHDR', head), chunk('IDAT', pixels), chunk('IEND', Buffer.alloc(0))]);
}

function checksum(bytes: Buffer): number {
  let sum = 0xffffffff;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit++) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
  }
  return (sum ^ 0xffffffff) >>> 0;
}
