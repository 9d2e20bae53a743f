/** SHA-256 in the two spellings the wire wants. */
export async function sha256(content: BufferSource): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', content));
}

export function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** RFC 9530: `sha-256=:…:`. Takes the hex form that reports carry. */
export function contentDigest(sha256Hex: string): string {
  const bytes = sha256Hex.match(/../g)?.map((pair) => parseInt(pair, 16)) ?? [];
  return `sha-256=:${btoa(String.fromCharCode(...bytes))}:`;
}

/** A name for an item that may stand in the address bar: from its key, and no way back to it. */
export async function localId(key: string): Promise<string> {
  return hex(await sha256(new TextEncoder().encode(`local:${key}`))).slice(0, 16);
}
