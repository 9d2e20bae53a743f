/** Hands a file to whoever asked for it, as their browser hands out any. */
export function saveAs(file: Blob, name: string): void {
  const url = URL.createObjectURL(file);
  const link = document.createElement('a');
  [link.href, link.download] = [url, name];
  link.click();
  URL.revokeObjectURL(url);
}

/** What a header can carry of words in any language: their UTF-8, byte by byte. */
export const headerBytes = (text: string): string => String.fromCharCode(...new TextEncoder().encode(text));

const ENDS: Record<string, string> = { 'application/age': 'age', 'image/jpeg': 'jpg' };

/** How the name of a file of this kind ends. */
export const endOf = (media: string): string => ENDS[media] ?? /^image\/([a-z]+)$/.exec(media)?.[1] ?? 'bin';
