/**
 * A sealed report as a sequence of squares, each with a piece of it: `SSA1/<which>/<number>/<of>/<piece>`. Shown round and
 * round; whoever scans may begin with any of them.
 */
const MARK = 'SSA1';
/** Letters of a piece: a square with so many is still read by an old camera at arm's length. */
const PIECE = 280;

export function framesOf(sealed: Uint8Array): string[] {
  const text = toBase64(sealed);
  const which = checkOf(text);
  const pieces = text.match(new RegExp(`.{1,${PIECE}}`, 'g')) ?? [];
  return pieces.map((piece, index) => [MARK, which, index + 1, pieces.length, piece].join('/'));
}

/** Collects squares in any order; a square of another report begins anew. */
export class Frames {
  #which = '';
  #of = 0;
  #pieces = new Map<number, string>();

  get got(): number {
    return this.#pieces.size;
  }

  get of(): number {
    return this.#of;
  }

  /** Answers whether the square was one of ours. */
  take(read: string): boolean {
    const [, which, number, of, piece] = /^SSA1\/([\da-z]+)\/(\d{1,3})\/(\d{1,3})\/([\w+/=-]+)$/.exec(read) ?? [];
    if (!which || !piece || Number(number) < 1 || Number(number) > Number(of)) return false;
    if (which !== this.#which || Number(of) !== this.#of) {
      [this.#which, this.#of] = [which, Number(of)];
      this.#pieces.clear();
    }
    this.#pieces.set(Number(number), piece);
    return true;
  }

  /** The sealed report in base64, once all of it is here and nothing of it is bent. */
  get whole(): string | undefined {
    if (this.#of === 0 || this.#pieces.size < this.#of) return undefined;
    const text = Array.from({ length: this.#of }, (_, index) => this.#pieces.get(index + 1) ?? '').join('');
    return checkOf(text) === this.#which ? text : undefined;
  }
}

function toBase64(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
}

/** Tells one sequence from another (FNV-1a); that nothing was changed, the seal proves. */
function checkOf(text: string): string {
  let hash = 0x811c9dc5;
  for (const letter of text) hash = Math.imul(hash ^ letter.charCodeAt(0), 0x01000193);
  return (hash >>> 0).toString(36);
}
