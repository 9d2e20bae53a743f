/**
 * Cuts the letters our own sentences need out of whole fonts, one file a weight and language, into `src/styles/letters/`.
 * The duty desk's sentences need more: these letters are cut into files of their own, which only `styles/desk.css` names, so that
 * no traveller downloads them.
 * What people type in other letters is shown in their phone's own font. Run it when sentences change:
 *
 *   mkdir ../letters && cd ../letters && npm install subset-font @fontsource/noto-sans-{sc,jp,kr,devanagari}
 *   node ../app/build/letters.mjs
 *
 * in any folder beside this one; the fonts (SIL Open Font License 1.1) are too large to be installed with the app.
 */
import { existsSync } from 'node:fs';
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
/** Which weights a file stands for. */
const RANGES = { 500: '100 599', 700: '600 900' };
/** Of those above, the languages that the desk speaks, too. */
const DESK = ['zh'];
/** Letters that any sentence may need, whoever writes it. */
const ALWAYS = '。、，！？：；（）「」《》・—…“”';

await mkdir(app('src/styles/letters'), { recursive: true });
const faces = [];
for (const [language, [family, script, name]] of Object.entries(SOURCES)) {
  const used = await letters(language);
  const more = DESK.includes(language) ? await deskLetters(language, used) : '';
  for (const weight of WEIGHTS) {
    const file = fonts.resolve(`@fontsource/${family}/files/${family}-${script}-${weight}-normal.woff2`);
    const whole = await readFile(file);
    const cut = (text) => subset(whole, text, { targetFormat: 'woff2' });
    const write = async (name, text) => writeFile(app(`src/styles/letters/${name}.woff2`), await cut(text));
    await write(`letters-${language}-${weight}`, used);
    if (weight === WEIGHTS[0]) await write(`name-${language}`, name);
    if (more === '') continue;
    await write(`letters-desk-${language}-${weight}`, more);
    faces.push(face(language, weight, more));
  }
  await writeFile(app(`src/styles/letters/${language}.txt`), `${used}\n`);
  if (more !== '') await writeFile(app(`src/styles/letters/desk-${language}.txt`), `${more}\n`);
}
await writeFile(
  app('src/styles/letters/desk.css'),
  `/* Made by build/letters.mjs: the letters of the desk's sentences that the reporters' do without. */\n${faces.join('')}`,
);

/** Of two faces of one family, a letter is taken from the later one whose range has it. */
function face(language, weight, text) {
  const range = [...text].map((letter) => `U+${letter.codePointAt(0).toString(16).toUpperCase()}`);
  return `@font-face {
  font-family: 'Letters ${language}';
  font-style: normal;
  font-display: swap;
  font-weight: ${RANGES[weight]};
  src: url('./letters-desk-${language}-${weight}.woff2') format('woff2');
  unicode-range: ${range.join(', ')};
}
`;
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
  return sorted([...texts, ...year, ALWAYS]);
}

/** What the desk says beyond that: its tables, what the server writes for it, and days, months and hours by their names. */
async function deskLetters(language, known) {
  const parts = JSON.parse(await readFile(app('src/i18n/desk-parts.json'), 'utf8'));
  const tables = parts.map((part) => app(`src/i18n/${part}/${language}.ts`)).filter((path) => existsSync(path));
  const texts = await Promise.all(tables.map((path) => readFile(path, 'utf8')));
  const server = ['handover', 'major']
    .map((part) => app(`../shared/data/${part}.json`))
    .filter((path) => existsSync(path));
  const said = await Promise.all(server.map(async (path) => JSON.parse(await readFile(path, 'utf8'))[language] ?? {}));
  const all = sorted([...texts, ...said.flatMap(onScreen), ...times(language)]);
  return [...all].filter((letter) => !known.includes(letter)).join('');
}

/** What the server says on paper alone is set in its own fonts. */
function onScreen(table) {
  return Object.entries(table).flatMap(([key, phrase]) => (key.startsWith('paper_') ? [] : phrase));
}

/** Weekdays, months and parts of the day in each length that Intl has. */
function times(language) {
  const days = Array.from({ length: 7 }, (_, day) => new Date(2026, 0, 1 + day));
  const months = Array.from({ length: 12 }, (_, month) => new Date(2026, month));
  return ['long', 'short', 'narrow'].flatMap((length) => {
    const of = (what) => new Intl.DateTimeFormat(language, what);
    return [
      ...days.map((day) => of({ weekday: length }).format(day)),
      ...months.map((month) => of({ month: length, day: 'numeric' }).format(month)),
      ...[0, 5, 8, 12, 15, 20].map((hour) =>
        of({ hour: 'numeric', hour12: true, dayPeriod: length }).format(new Date(2026, 0, 1, hour)),
      ),
    ];
  });
}

/** Each letter outside of ASCII once, and in order. */
function sorted(texts) {
  return [...new Set(texts.join(''))]
    .filter((letter) => letter > '\u007f')
    .sort()
    .join('');
}
