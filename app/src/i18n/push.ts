/** The words of a notification's one button. They stand in the service worker, which loads no other words. */
export const HAVE_IT: Record<string, string> = { en: 'I have it', es: 'Lo tengo', ar: 'أنا أتولاه' };

export function haveIt(tags: readonly string[]): string {
  for (const tag of tags) {
    const known = HAVE_IT[tag.split('-')[0]!.toLowerCase()];
    if (known !== undefined) return known;
  }
  return HAVE_IT['en']!;
}
