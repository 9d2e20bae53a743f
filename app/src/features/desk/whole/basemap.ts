/** The operator's own base map: one PMTiles file of the server's, of which only the bytes in sight are fetched, by the session. */
import type { RasterSourceSpecification, RequestParameters, VectorSourceSpecification } from 'maplibre-gl';
import { Compression, EtagMismatch, PMTiles, ResolvedValueCache, TileType, type Header, type Source } from 'pmtiles';
import { drawnLayers, pictureLayers, type BaseLayers } from './baselayers';

/** Asks for the file as whoever is at the desk. */
export type Ask = (init: RequestInit) => Promise<Response>;

export interface Base {
  /** The name of its source, and of the scheme its tiles are asked by. */
  name: string;
  source: VectorSourceSpecification | RasterSourceSpecification;
  layers: BaseLayers;
  /** Whose it is, as text. */
  owner: string;
  tile: (request: Pick<RequestParameters, 'url'>) => Promise<{ data: ArrayBuffer }>;
  /** There is a line again: what was refused may be asked for at once. */
  again: () => void;
}

const NAME = 'basemap';
/** A file that was refused is left alone so long: each move of the map would ask for a dozen tiles of it. */
const REST_MS = 10_000;
/** Something between here and there gave all of the file where a part was asked for; more than this is not taken. */
const WHOLE_MAX = 16 * 1024 * 1024;
const ZOOM_MAX = 24;
/** Tiles that are kept in memory; all that is seen at once is a few. */
const KEPT = 64;
const PICTURES: readonly TileType[] = [TileType.Png, TileType.Jpeg, TileType.Webp, TileType.Avif];
/** Both schemas that are drawn are made of its data, which may be shown to nobody without saying so. */
const OF_ALL = '© OpenStreetMap contributors';

/** `tell`: whether it can be read, each time that changes. Throws what is no map that could be drawn. */
export async function openBase(ask: Ask, tell: (broken: boolean) => void): Promise<Base> {
  const parts = new Parts(ask, tell);
  const archive = new PMTiles(parts, new Directories());
  const shelf = new Shelf();
  const header = await archive.getHeader();
  const told = (await archive.getMetadata()) as { attribution?: unknown; vector_layers?: unknown } | null;
  const isDrawn = header.tileType === TileType.Mvt;
  const layers = isDrawn ? drawnLayers(NAME, named(told?.vector_layers)) : pictureLayers(NAME);
  if (!canRead(header) || layers === undefined) throw new Error('a base map of an unknown kind');
  return {
    name: NAME,
    source: {
      ...(isDrawn ? { type: 'vector' } : { type: 'raster', tileSize: 256 }),
      tiles: [`${NAME}://tile/{z}/{x}/{y}`],
      // What is nearer than the nearest tiles is drawn from them.
      minzoom: header.minZoom,
      maxzoom: header.maxZoom,
      ...boundsOf(header),
    },
    layers,
    again: () => parts.again(),
    owner: plainText(told?.attribution) || (isDrawn ? OF_ALL : ''),
    async tile({ url }) {
      const [z = 0, x = 0, y = 0] = url.split('/').slice(-3).map(Number);
      // Where there is nothing there is no tile.
      const read = async () => (await archive.getZxy(z, x, y))?.data ?? new ArrayBuffer(0);
      try {
        // Whoever gets it takes it away.
        return { data: (await shelf.get(url, read)).slice(0) };
      } catch (error) {
        tell(true);
        throw error;
      }
    },
  };
}

/**
 * The tiles that were wanted last. The nearer one looks, the more pieces are cut from one and the same tile, each by itself; and all of
 * them are wanted anew in the other light.
 */
class Shelf {
  #kept = new Map<string, Promise<ArrayBuffer>>();

  get(url: string, read: () => Promise<ArrayBuffer>): Promise<ArrayBuffer> {
    const tile = this.#kept.get(url) ?? read();
    this.#kept.delete(url);
    this.#kept.set(url, tile);
    // What did not come may come the next time.
    tile.catch(() => this.#kept.get(url) === tile && this.#kept.delete(url));
    const [oldest = ''] = this.#kept.keys();
    if (this.#kept.size > KEPT) this.#kept.delete(oldest);
    return tile;
  }
}

/** The file, a part at a time. */
class Parts implements Source {
  #ask: Ask;
  #tell: (broken: boolean) => void;
  /** When, until something comes again. */
  #refused: number | undefined;

  constructor(ask: Ask, tell: (broken: boolean) => void) {
    this.#ask = ask;
    this.#tell = tell;
  }

  again(): void {
    if (this.#refused !== undefined) this.#refused = 0;
  }

  getKey(): string {
    return NAME;
  }

  async getBytes(from: number, length: number, _signal?: AbortSignal, etag?: string) {
    if (this.#refused !== undefined && Date.now() < this.#refused + REST_MS) throw new Error('refused a moment ago');
    try {
      const answer = await this.#ask({
        headers: { Accept: 'application/octet-stream', Range: `bytes=${from}-${from + length - 1}` },
        // On the disk of the device it would say where somebody looked; and the browser's store has parts of one file wait for another.
        cache: 'no-store',
      });
      const data = await part(answer, from, length);
      if (this.#refused !== undefined) this.#tell(false);
      this.#refused = undefined;
      const now = answer.headers.get('ETag');
      if (etag && now && now !== etag) throw new EtagMismatch('another file lies there now');
      return { data, ...(now && { etag: now }) };
    } catch (error) {
      if (!(error instanceof EtagMismatch)) {
        this.#refused = Date.now();
        this.#tell(true);
      }
      throw error;
    }
  }
}

async function part(answer: Response, from: number, length: number): Promise<ArrayBuffer> {
  if (answer.status === 206) return answer.arrayBuffer();
  if (Number(answer.headers.get('Content-Length') ?? Infinity) > WHOLE_MAX) {
    await answer.body?.cancel();
    throw new Error('the whole file instead of a part');
  }
  return (await answer.arrayBuffer()).slice(from, from + length);
}

/** A dozen tiles that lie in one directory ask for it at the same time. It is asked for once, and never kept if it did not come. */
class Directories extends ResolvedValueCache {
  #asked = new Map<string, ReturnType<ResolvedValueCache['getDirectory']>>();

  override getDirectory(source: Source, from: number, length: number, header: Header) {
    const key = `${header.etag}|${from}|${length}`;
    const asked =
      this.#asked.get(key) ??
      super.getDirectory(source, from, length, header).finally(() => void this.#asked.delete(key));
    this.#asked.set(key, asked);
    return asked;
  }
}

function canRead({ tileType, tileCompression, minZoom, maxZoom }: Header): boolean {
  const isKnown = tileType === TileType.Mvt || PICTURES.includes(tileType);
  return isKnown && tileCompression <= Compression.Gzip && minZoom <= maxZoom && maxZoom <= ZOOM_MAX;
}

function boundsOf({ minLon, minLat, maxLon, maxLat }: Header): { bounds?: [number, number, number, number] } {
  return minLon < maxLon && minLat < maxLat ? { bounds: [minLon, minLat, maxLon, maxLat] } : {};
}

const named = (layers: unknown): Set<string> =>
  new Set(Array.isArray(layers) ? layers.map((one) => String((one as { id?: unknown } | null)?.id)) : []);

const OWNER_MAX = 200;

const SIGNS: Record<string, string> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  copy: '©',
  reg: '®',
};

/** What is written for a page, as words. Not by the browser's own reading of pages: that begins to act on what it reads. */
export function plainText(markup: unknown): string {
  if (typeof markup !== 'string') return '';
  return markup
    .replace(/<(script|style)\b[^]*?(<\/\1\s*>|$)/gi, ' ')
    .replace(/<[^>]*(>|$)/g, '')
    .replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|(\w+));/gi, (whole, decimal?: string, hex?: string, name?: string) =>
      name === undefined ? letter(Number(decimal ?? `0x${hex}`)) : (SIGNS[name.toLowerCase()] ?? whole),
    )
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, OWNER_MAX);
}

const letter = (code: number): string => (code <= 0x10ffff ? String.fromCodePoint(code) : '');
