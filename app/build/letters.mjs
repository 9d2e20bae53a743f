/**
 * Cuts the letters our own sentences need out of whole fonts, one file a weight and language, into `src/styles/letters/`.
 * What people type in other letters is shown in their phone's own font. Run it when sentences change:
 *
 *   mkdir ../letters && cd ../letters && npm install subset-font @fontsource/noto-sans-{sc,jp,kr,devanagari}
 *   node ../app/build/letters.mjs
 *
 * in any folder beside this one; the fonts (SIL Open Font License 1.1) are too large to be installed with the app.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const fonts = createRequire(`${process.cwd()}/`);
const { default: subset } = await import(fonts.resolve('subset-font'));
const app = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const SOURCES = {
  zh: ['noto-sans-sc', 'chinese-simplified', '简体中文'],
  ja: ['noto-sans-jp', 'japanese', '日本語'],
  ko: ['noto-sans-kr', 'korean', '한국어'],
  hi: ['noto-sans-devanagari', 'devanagari', 'हिन्दी'],
};
const WEIGHTS = [500, 700];
/** Letters that any sentence may need, whoever writes it. */
const ALWAYS = '。、，！？：；（）「」《》・—…“”';

await mkdir(app('src/styles/letters'), { recursive: true });
for (const [language, [family, script, name]] of Object.entries(SOURCES)) {
  const file = (weight) => fonts.resolve(`@fontsource/${family}/files/${family}-${script}-${weight}-normal.woff2`);
  const used = await letters(language);
  for (const weight of WEIGHTS) {
    const whole = await readFile(file(weight));
    const cut = await subset(whole, used, { targetFormat: 'woff2' });
    await writeFile(app(`src/styles/letters/letters-${language}-${weight}.woff2`), cut);
    if (weight === WEIGHTS[0])
      await writeFile(
        app(`src/styles/letters/name-${language}.woff2`),
        await subset(whole, name, { targetFormat: 'woff2' }),
      );
  }
  await writeFile(app(`src/styles/letters/${language}.txt`), `${used}\n`);
}

/** Every letter of the language's sentences and dates on the phone, outside of ASCII, each once and in order. */
async function letters(language) {
  const texts = await Promise.all([
    ...['reporter', 'later', 'learn', 'media', 'staff'].map((part) =>
      readFile(app(`src/i18n/${part}/${language}.ts`), 'utf8'),
    ),
    ...['taxonomy', 'cards'].map((part) => readFile(app(`../shared/data/${part}.${language}.json`), 'utf8')),
    readFile(app('../shared/data/problems.json'), 'utf8').then((text) =>
      Object.values(JSON.parse(text))
        .map((said) => said[language])
        .join(''),
    ),
  ]);
  const dates = new Intl.DateTimeFormat(language, { dateStyle: 'long' });
  const year = Array.from({ length: 12 }, (_, month) => dates.format(new Date(2026, month)));
  const all = new Set([...texts.join(''), ...year.join(''), ...ALWAYS].filter((letter) => letter > '\u007f'));
  return [...all].sort().join('');
}
