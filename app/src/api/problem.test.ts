import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { DESK_LANGUAGES, languages } from '../i18n/language.svelte';
import { Problem } from './problem';

const root = new URL('../../../', import.meta.url);
const sentences = JSON.parse(await readFile(new URL('shared/data/problems.json', root), 'utf8')) as Record<
  string,
  Record<string, string>
>;

/** As the server writes it: English as the title, the other languages beside it. */
function answer(code: string, { en, ...others }: Record<string, string>): Response {
  const body = { type: `urn:seesayact:problem:${code}`, title: en, status: 400, code, sentences: others };
  return new Response(JSON.stringify(body), {
    status: 400,
    headers: { 'Content-Type': 'application/problem+json', 'Retry-After': '30' },
  });
}

test.each(Object.entries(sentences))('%s is said in every language', async (code, said) => {
  const problem = await Problem.from(answer(code, said));
  expect(problem).toMatchObject({ code, status: 400, retryAfterS: 30 });
  for (const lang of [...Object.keys(languages), ...DESK_LANGUAGES]) {
    expect(said[lang], lang).toBeTruthy();
    expect(problem.sentence(lang)).toBe(said[lang]);
  }
  expect(problem.sentence('eo')).toBe(said['en']);
});

test('a stranger’s page has no sentence of ours', async () => {
  const portal = new Response('<h1>Welcome to the hotel</h1>', {
    status: 511,
    headers: { 'Content-Type': 'text/html' },
  });
  const problem = await Problem.from(portal);
  expect(problem.code).toBe('unexpected_answer');
  expect(problem.sentence('en')).toBeUndefined();
  expect(Problem.noSignal().sentence('en')).toBeUndefined();
});
