/** What a camera read from a sign, or a person typed, as its code: the last part of a link, upper case, no spaces. */
export function codeOf(read: string): string {
  const last = read.includes('/') ? (read.split(/[?#]/)[0] ?? '').split('/').filter(Boolean).at(-1) : read;
  return (last ?? '').trim().replace(/\s+/g, '-').toUpperCase();
}
