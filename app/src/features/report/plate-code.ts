/** What a person typed or a camera read, as a plate's code: the last part of a link, upper case, no spaces. */
export function plateCode(read: string): string {
  const last = read.includes('/') ? (read.split(/[?#]/)[0] ?? '').split('/').filter(Boolean).at(-1) : read;
  return (last ?? '').trim().replace(/\s+/g, '-').toUpperCase();
}
