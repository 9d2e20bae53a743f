import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import config from '../playwright.config';
import { expect, PHOTOS, row, signIn, test, type Page, type Server, type Stage } from './stand';
import { PHONE, WALL, wear } from './stand/looks';
import { putPhoto, worked } from './stand/walk';

/** With SSA_PICTURES set to a folder, the pictures of the desk lie there afterwards (docs/screens). */
const folder = process.env.SSA_PICTURES;
const LARGE = { width: 2560, height: 1440 };
const OTHERS = [
  { category: 'access.door_open', place: { plate: 'BV-T1-122' }, narrative: 'Staff door stands open, nobody there.' },
  { category: 'item.lost', place: { plate: 'BV-T1-158' }, narrative: 'Found a phone in the tray.' },
  {
    category: 'vehicle.abandoned',
    place: { plate: 'BV-LS-01' },
    narrative: 'White van, engine running, nobody in it.',
  },
  { category: 'behaviour.photo', place: { plate: 'BV-PB-07' }, narrative: 'Somebody photographs the cameras.' },
  { category: 'crime.theft_past', place: { plate: 'BV-RS-11' }, narrative: 'My wallet is gone since the escalator.' },
  { category: 'cyber.phish', place: { plate: 'BV-CG-12' }, narrative: 'A mail that asks for our pass numbers.' },
  { category: 'fault.equipment', place: { plate: 'BV-P1-12' }, narrative: 'The barrier does not close.' },
];

// A machine without a graphics card draws the map by its processor.
const usual = config.use?.launchOptions;
const args = [
  ...(usual?.args ?? []).filter((arg) => arg !== '--disable-gpu'),
  '--use-gl=angle',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
];
test.use({ launchOptions: { ...usual, args } });

/** One screen in both lights and at several sizes, each as it is when it is opened anew: what is drawn knows its light. */
async function shoot(
  page: Page,
  name: string,
  path: string,
  ready: () => Promise<unknown>,
  sizes = [WALL, LARGE, PHONE],
) {
  for (const theme of ['night', 'day'] as const) {
    await page.setViewportSize(sizes[0]!);
    await page.evaluate((wanted) => localStorage.setItem('theme', wanted), theme);
    await page.goto(path);
    await ready();
    for (const size of sizes) {
      await page.setViewportSize(size);
      // A map needs a moment for the ground of its new size.
      if (path === '/desk/map') await page.waitForTimeout(4_000);
      else await page.waitForLoadState('networkidle', { timeout: 1_000 }).catch(() => undefined);
      // The ring around what has the focus is for whoever works by keys.
      await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
      const file = join(folder!, `${name}-${size.width}-${theme}.jpg`);
      const quality = size === LARGE ? 60 : 74;
      await page.screenshot({ path: file, type: 'jpeg', quality, animations: 'disabled' });
    }
  }
}

/** What has happened before the pictures: a week of work, and what is open now. */
async function busy(server: Server): Promise<void> {
  await worked(server, [...Array<string>(6).fill('BV-T1-114'), ...Array<string>(5).fill('BV-T1-151'), 'BV-LS-01']);
  for (const other of OTHERS) await server.report(other);
  const bag = { category: 'item.unattended', place: { plate: 'BV-T1-114' } };
  const { id, receipt } = await server.report({
    ...bag,
    narrative: 'Black case behind the bin. A man in a blue coat left it and went to the trains.',
    answers: { hot_hidden: 'yes' },
  });
  for (const photo of [PHOTOS.withPlace, PHOTOS.turned]) await putPhoto(server, id, receipt, await readFile(photo));
  await server.report({ ...bag, narrative: 'Maleta negra, sola.', language: 'es', answers: { hot_hidden: 'yes' } });
  const second = await server.officer('second@demo.test');
  for (const incident of (await second.incidents()).filter(({ category }) => /door|van|abandoned/.test(category)))
    await second.act(incident, 'acknowledge', { version: incident.version });
  const mia = await server.officer();
  const suspicious = (await mia.incidents()).find(
    ({ status, category }) => status === 'open' && category === bag.category,
  )!;
  const { version } = await mia.act<{ version: number }>(suspicious, 'acknowledge', { version: suspicious.version });
  await mia.act(suspicious, 'note', { text: 'Camera 12 shows the owner at the trains.', id: randomUUID() });
  await mia.act(suspicious, 'status', { version, to: 'en_route' });

  const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();
  const wish = { kind: 'incidents_csv', venue: 'bayview', from: day(-3), to: day(1) };
  await mia.post('/desk/exports', { ...wish, words: true, reason: 'audit of October' });
  const pdf = { kind: 'incident_pdf', incident: suspicious.id, reporters: false, language: 'en' };
  const boss = await server.officer('supervisor@demo.test');
  await boss.post('/desk/exports', { ...wish, kind: 'incidents_geojson', reason: 'map of the week' });
  await boss.post('/desk/exports', { ...pdf, reason: 'for the airline' });
  const thandi = (await boss.people()).find(({ label }) => label.startsWith('Thandi'))!;
  await boss.post(`/desk/duty/${thandi.id}`, { state: 'sick', until: day(1), reason: 'rang in' });
}

/** The number of what a person would look at. */
async function numbered(server: Server, category: string): Promise<string> {
  const all = await (await server.officer()).incidents();
  return all.find((one) => one.category === category && !/closed|resolved/.test(one.status))!.number;
}

/** A big incident, some minutes after it was declared. */
async function declared(server: Server): Promise<string> {
  const [mia, ren] = [await server.officer(), await server.officer('second@demo.test')];
  await server.report({ category: 'hazard.fire', place: { zone: 'check-in-b' }, narrative: 'Smoke from the ceiling.' });
  const fire = (await mia.incidents()).find(({ category }) => category === 'hazard.fire')!;
  const { version } = await mia.act<{ version: number }>(fire, 'acknowledge', { version: fire.version });
  const me = await mia.read<{ id: string }>('/me');
  const { id } = await mia.act<{ id: string }>(fire, 'declare', { version, commander: me.id });
  const act = async (who: typeof mia, what: object) => {
    const now = await who.read<{ version: number }>(`/desk/major/${id}`);
    await who.post(`/desk/major/${id}/acts`, { version: now.version, act: what });
  };
  const zone = randomUUID();
  await act(mia, { do: 'zone', id: zone, zone: 'check-in-b', to: 'lockdown' });
  await act(ren, { do: 'confirm', id: zone });
  await act(ren, { do: 'zone', id: randomUUID(), zone: 'check-in-a', to: 'evacuate' });
  await act(mia, { do: 'station', id: randomUUID(), name: 'Car park, level 2', expected: 40 });
  await act(mia, { do: 'objective', id: randomUUID(), text: 'Everybody out of check-in A and B' });
  await act(mia, { do: 'task', id: randomUUID(), text: 'Shut the belt of hall B', to: me.id });
  await act(mia, { do: 'resource', id: randomUUID(), what: 'Fire engine', callsign: 'F-31' });
  const said = { id: randomUUID(), text: 'Hall B is emptied through doors 4 to 7.', why: 'Smoke moves to door 3.' };
  await mia.post(`/desk/major/${id}/decisions`, said);
  return id;
}

// Pictures are made when somebody asks for them: no check, and so not counted among those.
const draw = folder === undefined ? () => undefined : test;
draw('the desk is drawn for the documents', async ({ server, stage }: { server: Server; stage: Stage }) => {
  test.setTimeout(600_000);
  await busy(server);
  const bag = await numbered(server, 'item.unattended');
  const desk = await stage.desk('supervisor@demo.test');
  await shoot(desk, 'queue', '/desk', () => expect(row(desk, /./).first()).toBeVisible(), [PHONE]);
  const seen = (selector: string) => () => expect(desk.locator(selector).first()).toBeVisible();
  await shoot(desk, 'desk', `/desk/${bag}`, seen('[data-photo] img'));
  await shoot(desk, 'map', '/desk/map', seen('.canvas[data-drawn="true"]'));
  await shoot(desk, 'handover', '/desk/handover', seen('.hline'));
  await shoot(desk, 'roll', '/desk/handover/roll', seen('.rolls li'));
  await shoot(desk, 'coverage', '/desk/coverage', seen('.lane'));
  await shoot(desk, 'exports', '/desk/exports', seen('.job'));
  // A board follows the desk it was opened from, its light too.
  const board = await desk.context().newPage();
  await board.goto('/desk/wall/board');
  const followed = async () => {
    await desk.goto(`/desk/${bag}`);
    await expect(board.locator('.board .what').first()).toBeVisible();
  };
  await shoot(board, 'board', '/desk/wall/board', followed, [WALL, LARGE]);
  await board.close();
  const patrol = await stage.phone('/patrol');
  await signIn(patrol, 'officer@demo.test');
  await expect(patrol.locator('.job h1')).toBeVisible();
  const atBag = async () => {
    const title = patrol.locator('.job h1');
    await expect(title).toBeVisible();
    if (!/Bag/.test((await title.textContent()) ?? ''))
      await patrol.locator('.nr', { hasText: 'Bag' }).getByRole('button').first().click();
    await expect(patrol.locator('.pics img').first()).toBeVisible();
  };
  await shoot(patrol, 'patrol', '/patrol', atBag, [PHONE]);
  const major = await declared(server);
  await shoot(desk, 'major', `/desk/major/${major}`, seen('.zonestate'));
});

draw('what is rarer is drawn for the documents', async ({ server, stage }: { server: Server; stage: Stage }) => {
  test.setTimeout(600_000);
  stage.pardons = /ERR_CONNECTION_REFUSED|ERR_INCOMPLETE|Failed to load resource/;
  const desk = await stage.desk('supervisor@demo.test');
  const nothing = () => expect(desk.getByText('Nothing is owed.')).toBeVisible();
  await shoot(desk, 'empty', '/desk', nothing, [WALL, PHONE]);
  for (const plate of ['BV-T1-114', 'BV-T1-101'])
    await server.report({ category: 'item.unattended', place: { plate }, narrative: 'A grey case, nobody near it.' });
  const compared = async () => {
    await row(desk, /A-0002/).click();
    await expect(desk.getByRole('region', { name: 'May be the same' })).toBeVisible();
    await desk.keyboard.press('d');
    await expect(desk.getByRole('heading', { name: 'One thing or two?' })).toBeVisible();
  };
  await shoot(desk, 'compare', '/desk', compared, [WALL, LARGE]);
  const opened = (key: string, selector: string) => async () => {
    await expect(row(desk, /./).first()).toBeVisible();
    await desk.keyboard.press(key);
    await expect(desk.locator(selector)).toBeVisible();
  };
  await shoot(desk, 'palette', '/desk', opened('Control+k', '.palette'), [WALL]);
  await shoot(desk, 'keys', '/desk', opened('?', '.keysheet'), [WALL]);
  await server.report({ category: 'access.intruder', place: { plate: 'BV-T1-114' } });
  const called = async () => {
    await expect(desk.locator('.ladder')).toBeVisible();
    await desk.evaluate(() => document.querySelector('.scroll')?.scrollTo(0, 0));
  };
  await shoot(desk, 'alarm', '/desk/A-0003', called);
  const admin = await (await stage.context({ viewport: WALL })).newPage();
  await admin.goto('/desk');
  await signIn(admin, 'admin@demo.test');
  const rules = () => expect(admin.getByText('Rules').first()).toBeVisible();
  await shoot(admin, 'admin', '/desk', rules, [WALL]);
  await admin.close();
  // Nothing can be opened anew without a server: the same page is looked at in both lights.
  await desk.goto('/desk');
  await expect(row(desk, /./).first()).toBeVisible();
  await server.stop();
  await expect(desk.locator('.lost')).toBeVisible({ timeout: 60_000 });
  for (const size of [WALL, PHONE])
    for (const theme of ['night', 'day'] as const) {
      await wear(desk, size, theme);
      const path = join(folder!, `offline-${size.width}-${theme}.jpg`);
      await desk.screenshot({ path, type: 'jpeg', quality: 74, animations: 'disabled' });
    }
});

draw(
  'numbers of a quarter are drawn for the documents',
  async ({ server, stage }: { server: Server; stage: Stage }) => {
    test.setTimeout(600_000);
    await server.stop();
    server.words = ['--no-departures', '--scale', '15000'];
    await server.start();
    const desk = await stage.desk('supervisor@demo.test');
    const told = async () => {
      await expect(async () => {
        await desk.getByRole('button', { name: '30 days' }).click();
        await expect(desk.locator('.ht tbody tr').nth(5)).toBeVisible({ timeout: 2_000 });
      }).toPass();
    };
    await shoot(desk, 'insight', '/desk/insight', told);
  },
);
