import { expect, send, test, type Page } from './stand';

type Json = Record<string, unknown>;

/** The line between an app and a server of another age: what the server answers is what that one would have answered. */
async function aged(phone: Page, path: RegExp, alter: (body: Json) => void) {
  await phone.route(path, async (route) => {
    if (route.request().method() !== 'GET') return route.fallback();
    const response = await route.fetch();
    const body = (await response.json()) as Json;
    alter(body);
    // The body is no longer as long, nor packed, as the server said.
    await route.fulfill({ status: response.status(), contentType: 'application/json', body: JSON.stringify(body) });
  });
}

/** Answers of another age break today's contract on purpose; every other fault still fails the story. */
const ON_PURPOSE = /^GET \S+: 200: data/;
const BUNDLE = /\/api\/v1\/venues\/bayview(\?|$)/;
const VIEW = /\/api\/v1\/reports\/[0-9a-f-]+(\?|$)/;

test('a server of tomorrow: what this app does not know is passed over, and the report arrives', async ({
  server,
  stage,
}) => {
  stage.pardons = ON_PURPOSE;
  const phone = await stage.phone('/settings');
  await aged(phone, BUNDLE, (bundle) => {
    bundle['kind'] = 'spaceport';
    bundle['weather'] = { kind: 'fog' };
    const questions = bundle['questions'] as Record<string, Json>;
    questions['hot_hidden'] = { ...questions['hot_hidden'], type: 'slider', options: [], from: 0, to: 10 };
    for (const tile of bundle['tiles'] as Json[]) if (tile['code'] === 'bag') tile['icon'] = 'hologram';
  });
  await aged(phone, VIEW, (view) => {
    view['status'] = 'weighed';
    view['steps'] = [...(view['steps'] as Json[]), { status: 'weighed', at: new Date().toISOString() }];
    view['mood'] = 'calm';
  });
  await phone.goto('/p/BV-T1-114');
  await send(phone, 'Bag or object');
  await expect(phone.getByRole('heading', { level: 1, name: 'What is it?' })).toBeVisible();
  const asked = (await (await fetch(`${server.origin}/api/v1/venues/bayview`)).json()) as {
    categories: { code: string; questions: string[] }[];
    questions: Record<string, { text: string }>;
  };
  const texts = asked.categories
    .find(({ code }) => code === 'item.unattended')
    ?.questions.map((code) => [code, asked.questions[code]?.text] as const);
  expect(texts?.map(([code]) => code)).toContain('hot_hidden');

  // Every question that is asked can be answered or skipped; the one of an unknown kind is never asked.
  const seen: string[] = [];
  const heading = phone.getByRole('heading', { level: 1 });
  for (;;) {
    const words = (await heading.textContent()) ?? '';
    if (words === 'Add photos') break;
    seen.push(words);
    await phone.getByRole('button', { name: 'Skip' }).tap();
    await expect(heading).not.toHaveText(words);
  }
  expect(seen.length).toBe(texts?.length);
  expect(seen).not.toContain(texts?.find(([code]) => code === 'hot_hidden')?.[1]);

  await phone.goto('/reports');
  await phone.getByRole('link', { name: /Bag/ }).first().tap();
  await expect(heading).toHaveText('Your report is sent');
  await expect(phone.getByText('weighed')).toHaveCount(0);
  expect((await (await server.officer()).onlyIncident()).report_count).toBe(1);
});

test('a server of yesterday: what it does not tell is not missed', async ({ server, stage }) => {
  stage.pardons = ON_PURPOSE;
  const phone = await stage.phone('/settings');
  await aged(phone, BUNDLE, (bundle) => {
    for (const name of ['evidence_key', 'intake_key']) delete bundle[name];
    for (const category of bundle['categories'] as Json[]) delete category['words'];
  });
  await aged(phone, VIEW, (view) => {
    for (const name of ['questions', 'helped', 'unheard', 'withdrawn', 'photo_parts']) delete view[name];
  });
  await phone.goto('/p/BV-T1-114');
  await send(phone, 'Bag or object');
  await expect(phone.getByRole('heading', { level: 1, name: 'What is it?' })).toBeVisible();
  await phone.goto('/reports');
  await phone.getByRole('link', { name: /Bag/ }).first().tap();
  await expect(phone.getByRole('heading', { level: 1 })).toHaveText('Your report is sent');
  expect((await (await server.officer()).onlyIncident()).report_count).toBe(1);
});
