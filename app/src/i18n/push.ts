/** The words of notifications. They stand in the service worker, which loads no other words. */
export const HAVE_IT: Record<string, string> = {
  en: 'I have it',
  es: 'Lo tengo',
  fr: 'Je m’en charge',
  de: 'Übernehme ich',
  ar: 'أنا أتولاه',
  pt: 'Eu assumo',
  zh: '我来处理',
  nl: 'Ik neem het',
};

/** All that a reporter's notification says: it names nothing and nobody. */
export const NEWS: Record<string, string> = {
  en: 'There is news',
  es: 'Hay novedades',
  zh: '有新消息',
  ar: 'هناك جديد',
  fr: 'Il y a du nouveau',
  de: 'Es gibt Neues',
  pt: 'Há novidades',
  ru: 'Есть новости',
  ja: '新しいお知らせがあります',
  ko: '새 소식이 있습니다',
  hi: 'कुछ नया है',
  tr: 'Yeni haber var',
};

export const haveIt = (tags: readonly string[]): string => spoken(HAVE_IT, tags);
export const thereIsNews = (tags: readonly string[]): string => spoken(NEWS, tags);

/** In the first language of the device that we speak. */
function spoken(words: Record<string, string>, tags: readonly string[]): string {
  for (const tag of tags) {
    const known = words[tag.split('-')[0]!.toLowerCase()];
    if (known !== undefined) return known;
  }
  return words['en']!;
}
