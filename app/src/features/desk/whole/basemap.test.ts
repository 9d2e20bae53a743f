import { validateStyleMin } from '@maplibre/maplibre-gl-style-spec';
import { describe, expect, it, vi } from 'vitest';
import { archive, png, tilesOf, type Given } from '../../../../../tests/web/stand/pmtiles';
import { openBase } from './basemap';
import { drawnLayers } from './baselayers';
import type { Inks } from './inks';

const bounds: Given['bounds'] = [3.9, 53.9, 4.1, 54.1];
const water = {
  layer: 'water',
  kind: 'lake',
  area: [
    [4, 54],
    [4.01, 54],
    [4.01, 53.99],
  ] as [number, number][],
};
const given = (over: Partial<Given> = {}): Given => ({
  type: 1,
  tiles: tilesOf([water], bounds, [11, 12]),
  metadata: {
    attribution: '<a href="https://example.org">© Somebody</a> &amp; others',
    vector_layers: [{ id: 'water' }],
  },
  bounds,
  ...over,
});
const inks = new Proxy({}, { get: () => 'rgba(1,2,3,1)' }) as Inks;

/** A server with a file, which counts what it is asked for. */
function serving(file: Buffer) {
  const asked: string[] = [];
  const server = { file, status: 206, etag: '"one"' };
  const ask = async ({ headers }: RequestInit) => {
    const range = new Headers(headers).get('Range')!;
    asked.push(range);
    if (server.status >= 400) throw Object.assign(new Error('refused'), { status: server.status });
    const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(range)!.map(Number);
    const bytes = server.status === 200 ? server.file : server.file.subarray(from, to! + 1);
    const told = { ETag: server.etag, 'Content-Length': String(bytes.length) };
    return new Response(new Uint8Array(bytes), { status: server.status, headers: told });
  };
  const told: boolean[] = [];
  return { server, asked, told, open: () => openBase(ask, (broken) => told.push(broken)) };
}
type Base = Awaited<ReturnType<typeof openBase>>;
const tile = async (base: Base, z: number, x: number, y: number) =>
  (await base.tile({ url: `basemap://tile/${z}/${x}/${y}` })).data.byteLength;

describe('a base map of the operator’s own', () => {
  it('is read a part at a time, and where it has no tile there is nothing', async () => {
    const { open, asked } = serving(archive(given()));
    const base = await open();
    expect(base.source).toMatchObject({ type: 'vector', minzoom: 11, maxzoom: 12, bounds });
    expect(base.owner).toBe('© Somebody & others');
    const before = asked.length;
    expect(await tile(base, 12, 2093, 1315)).toBeGreaterThan(20);
    expect(asked.length).toBe(before + 1);
    expect(await tile(base, 12, 0, 0)).toBe(0);
    expect(asked.length).toBe(before + 1);
  });

  it('asks once for the directory that many tiles lie in', async () => {
    const { open, asked } = serving(archive(given({ deep: true })));
    const base = await open();
    const before = asked.length;
    await Promise.all([2092, 2093, 2094].map((x) => tile(base, 12, x, 1315)));
    expect(asked.length).toBe(before + 4);
  });

  it('takes the part it wants where it is given all', async () => {
    const { open, server } = serving(archive(given()));
    server.status = 200;
    expect(await tile(await open(), 12, 2093, 1315)).toBeGreaterThan(20);
  });

  it('shows hostile markup as words, and whose data it is where the file does not say', async () => {
    const hostile =
      '<img src=x onerror="globalThis.hurt = 1"><script>hurt()</script>&lt;b&gt; &copy;&#32;Data &#x2014; &what;\n<style>*{}</style><a href=never';
    const metadata = { attribution: hostile, vector_layers: [{ id: 'water' }] };
    expect((await serving(archive(given({ metadata }))).open()).owner).toBe('<b> © Data — &what;');
    const silent = given({ metadata: { vector_layers: [{ id: 'water' }, null, { id: 'pois' }] } });
    expect((await serving(archive(silent)).open()).owner).toBe('© OpenStreetMap contributors');
  });

  it('may be pictures, dim by night', async () => {
    const tiles = [{ z: 3, x: 4, y: 2, bytes: png(4, [200, 0, 0]) }];
    const base = await serving(archive(given({ type: 2, tiles, metadata: {} }))).open();
    expect(base.source).toMatchObject({ type: 'raster', tileSize: 256, maxzoom: 3 });
    expect(base.owner).toBe('');
    expect(await tile(base, 3, 4, 2)).toBe(tiles[0]!.bytes.length);
    const paint = (night: boolean) => base.layers(inks, night)[0]!.paint;
    expect(paint(true)).toHaveProperty('raster-brightness-max');
    expect(paint(false)).toHaveProperty('raster-opacity');
  });

  it.each([
    ['of another kind', (file: Buffer) => file.writeUInt8(6, 99)],
    ['packed as nobody here can unpack', (file: Buffer) => file.writeUInt8(4, 98)],
    ['of zooms that cannot be', (file: Buffer) => file.writeUInt8(200, 101)],
    ['whose directory is damaged', (file: Buffer) => file.fill(255, 127, 137)],
    ['that is none', (file: Buffer) => file.write('<!doctype html>')],
  ])('is refused as a whole where it is a file %s', async (_what, damage) => {
    const file = archive(given());
    damage(file);
    await expect(serving(file).open()).rejects.toThrow();
  });

  it('is refused where none of its layers is known', async () => {
    const metadata = { vector_layers: [{ id: 'pois' }] };
    await expect(serving(archive(given({ metadata }))).open()).rejects.toThrow('unknown kind');
  });

  it('is left alone for a while after it was refused, and tells when it is back', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const { open, server, asked, told } = serving(archive(given()));
    const base = await open();
    expect(told).toEqual([]);
    server.status = 404;
    await expect(tile(base, 12, 2093, 1315)).rejects.toThrow();
    const before = asked.length;
    await expect(tile(base, 12, 2092, 1315)).rejects.toThrow();
    expect([asked.length, told.at(-1)]).toEqual([before, true]);
    server.status = 206;
    vi.setSystemTime(Date.now() + 11_000);
    expect(await tile(base, 12, 2093, 1315)).toBeGreaterThan(20);
    expect(told.at(-1)).toBe(false);

    server.status = 404;
    await expect(tile(base, 12, 2092, 1315)).rejects.toThrow();
    server.status = 206;
    base.again();
    expect(await tile(base, 12, 2092, 1315)).toBeGreaterThan(20);
    vi.useRealTimers();
  });

  it('asks once for a tile that many pieces are cut from', async () => {
    const { open, asked } = serving(archive(given()));
    const base = await open();
    const before = asked.length;
    const both = await Promise.all([tile(base, 12, 2093, 1315), tile(base, 12, 2093, 1315)]);
    expect([await tile(base, 12, 2093, 1315), ...both].every((length) => length > 20)).toBe(true);
    expect(asked.length).toBe(before + 1);
  });

  it('says so of a tile that is damaged, and goes on', async () => {
    const file = archive(given());
    const at = Number(file.readBigUInt64LE(56));
    file.fill(7, at, at + 20);
    const { open, told } = serving(file);
    const base = await open();
    const all = await Promise.allSettled(given().tiles.map(({ z, x, y }) => tile(base, z, x, y)));
    expect(all.filter(({ status }) => status === 'rejected')).toHaveLength(1);
    expect(told).toEqual([true]);
  });

  it('is read anew where another file lies there since', async () => {
    const { open, server, told } = serving(archive(given()));
    const base = await open();
    server.file = archive(given({ tiles: tilesOf([water, { ...water, layer: 'earth' }], bounds, [11, 12]) }));
    server.etag = '"two"';
    expect(await tile(base, 12, 2093, 1315)).toBeGreaterThan(20);
    expect(told).toEqual([]);
  });
});

describe('how it is drawn', () => {
  const PROTOMAPS = ['earth', 'landcover', 'landuse', 'water', 'roads', 'buildings', 'boundaries', 'places', 'pois'];
  const OPENMAPTILES = ['landcover', 'landuse', 'water', 'waterway', 'transportation', 'building', 'aeroway', 'poi'];
  it.each([
    ['Protomaps', PROTOMAPS],
    ['OpenMapTiles', OPENMAPTILES],
  ])('knows the layers of %s, asks for no other and for no letters', (_name, known) => {
    const layers = drawnLayers('basemap', new Set(known))!(inks, true);
    const drawn = new Set(layers.map((layer) => ('source-layer' in layer ? layer['source-layer'] : undefined)));
    expect([...drawn].every((one) => known.includes(one!))).toBe(true);
    expect(drawn.size).toBe(known.filter((one) => !/^po?i|places/.test(one)).length);
    expect(layers.some(({ type }) => type === 'symbol')).toBe(false);
    const style = {
      version: 8,
      sources: { basemap: { type: 'vector', tiles: ['basemap://tile/{z}/{x}/{y}'] } },
      layers,
    };
    expect(validateStyleMin(style as Parameters<typeof validateStyleMin>[0])).toEqual([]);
  });
});
