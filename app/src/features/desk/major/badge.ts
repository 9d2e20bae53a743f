/** What a badge's square says, as its number: the last part of a link. One too long for a number stands for itself by its hash. */
const MOST = 64;

export async function badgeOf(read: string): Promise<string | undefined> {
  const isLink = /^https?:\/\//i.test(read);
  const said = isLink ? ((read.split(/[?#]/)[0] ?? '').split('/').filter(Boolean).at(-1) ?? '') : read;
  const code = said.trim();
  if (code === '' || code.includes('\0')) return undefined;
  if (code.length <= MOST) return code;
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(code));
  return [...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
