import { AxeBuilder } from '@axe-core/playwright';
import config from '../playwright.config';
import {
  expect,
  PHOTOS,
  row,
  signIn,
  test,
  type BrowserContextOptions,
  type Page,
  type Server,
  type Stage,
} from './stand';

const launch = config.use?.launchOptions;
// A microphone that beeps, and nobody who has to allow it.
const FAKES = ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'];
test.use({ launchOptions: { ...launch, args: [...(launch?.args ?? []), ...FAKES] } });

const BAG = {
  category: 'item.unattended',
  place: { plate: 'BV-T1-114' },
  narrative: 'Black hard case, wires at the side pocket.',
};
const DOOR = { category: 'access.door_open', place: { plate: 'BV-LS-01' } };
const HERE = { latitude: 54.0005, longitude: 4.0005, accuracy: 15 };

const PHONE: BrowserContextOptions = {
  viewport: { width: 390, height: 844 },
  hasTouch: true,
  isMobile: true,
  geolocation: HERE,
  permissions: ['geolocation'],
};

async function onPatrol(stage: Stage, email = 'officer@demo.test', look = {}): Promise<Page> {
  const phone = await stage.phone('/patrol', look, PHONE);
  await signIn(phone, email);
  return phone;
}

const big = (phone: Page, name: string | RegExp) => phone.getByRole('main').getByRole('button', { name, exact: true });
const live = (phone: Page) => phone.getByRole('banner').getByText('Live', { exact: true });

test('from acknowledging to being there, with one thumb', async ({ server, stage }) => {
  await server.report(BAG);
  const phone = await onPatrol(stage);
  await expect(live(phone)).toBeVisible();
  await expect(phone.getByRole('heading', { level: 1, name: /Bag or item left alone/ })).toBeVisible();
  for (const act of ['Acknowledge', 'I am on my way', 'I am on scene']) await big(phone, act).tap();
  await expect(big(phone, 'Resolve')).toBeVisible();
  const { status, assignee } = await (await server.officer()).onlyIncident();
  expect([status, assignee?.label]).toEqual(['on_scene', expect.stringContaining('Lindqvist')]);
  // Whatever a thumb presses is large enough for one.
  for (const button of await phone.locator('main button').all())
    expect((await button.boundingBox())!.height).toBeGreaterThanOrEqual(47);
  const { violations } = await new AxeBuilder({ page: phone }).setLegacyMode(true).analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
});

test('what is done without a line is kept, and arrives once and in order', async ({ server, stage }) => {
  stage.pardons = /ERR_INTERNET_DISCONNECTED|Failed to load resource/;
  await server.report(BAG);
  const phone = await onPatrol(stage);
  await expect(live(phone)).toBeVisible();
  await expect(big(phone, 'Acknowledge')).toBeVisible();
  await phone.context().setOffline(true);
  await big(phone, 'Note').tap();
  await phone.getByLabel('What should colleagues know?').fill('The door behind it is shut.');
  await big(phone, 'Save').tap();
  await expect(phone.getByText('1 note saved on this phone, not sent')).toBeVisible();
  await big(phone, 'Acknowledge').tap();
  await big(phone, 'I am on my way').tap();
  await expect(phone.getByText('3 acts saved on this phone, not sent')).toBeVisible();
  await expect(big(phone, 'I am on scene')).toBeVisible();

  await phone.context().setOffline(false);
  await expect(phone.getByText('saved on this phone')).toBeHidden({ timeout: 15_000 });
  const mia = await server.officer();
  // The last of them may be on its way still when the phone holds none back.
  await expect.poll(async () => (await mia.onlyIncident()).status).toBe('en_route');
  const { id, timeline } = await mia.onlyIncident();
  expect(timeline.filter(({ kind }) => kind === 'note.added')).toHaveLength(1);
  expect(id).toBeTruthy();
});

test('my job is there whenever the page is opened, whatever else stands', async ({ server, stage }) => {
  for (const plate of ['BV-T1-122', 'BV-T1-158', 'BV-LS-01', 'BV-PB-07', 'BV-T1-114'])
    await server.report({ category: 'item.unattended', place: { plate } });
  const mia = await server.officer();
  const open = (await mia.incidents()).find(({ status }) => status === 'open')!;
  await mia.act(open, 'acknowledge', { version: open.version });
  const phone = await onPatrol(stage);
  for (let time = 0; time < 3; time++) {
    await expect(phone.locator('.job h1')).toBeVisible();
    await phone.goto('/patrol');
  }
});

test('somebody was faster: both are shown, and nothing is done twice', async ({ server, stage }) => {
  stage.pardons = /ERR_INTERNET_DISCONNECTED|Failed to load resource/;
  await server.report(BAG);
  const phone = await onPatrol(stage);
  await expect(live(phone)).toBeVisible();
  await expect(big(phone, 'Acknowledge')).toBeVisible();
  await phone.context().setOffline(true);
  await big(phone, 'Acknowledge').tap();
  await big(phone, 'I am on my way').tap();
  const ren = await server.officer('second@demo.test');
  const bag = await ren.onlyIncident();
  await ren.act(bag, 'acknowledge', { version: bag.version });
  await phone.context().setOffline(false);
  const told = phone.getByRole('alert').filter({ hasText: '“Acknowledge” was not done' });
  await expect(told).toContainText(/Now: Acknowledged, .*Tanaka/, { timeout: 15_000 });
  const { status, assignee } = await ren.onlyIncident();
  expect([status, assignee?.label]).toEqual(['acknowledged', expect.stringContaining('Tanaka')]);
});

test('held for a second, the call for help sounds at a desk; without a line it says so and whom to call', async ({
  server,
  stage,
}) => {
  stage.pardons = /ERR_INTERNET_DISCONNECTED|Failed to load resource/;
  await server.report(BAG);
  const phone = await onPatrol(stage);
  await expect(live(phone)).toBeVisible();
  const desk = await stage.desk('second@demo.test');
  await expect(phone.getByRole('main').getByRole('heading', { level: 1 })).toBeVisible();

  await big(phone, 'Acknowledge').tap();
  await expect(big(phone, 'I am on my way')).toBeVisible();
  await expect
    .poll(async () => (await server.officer('second@demo.test')).onlyIncident())
    .toMatchObject({ status: 'acknowledged' });

  await phone.context().setOffline(true);
  await big(phone, 'I am on my way').tap();
  const help = phone.getByRole('button', { name: /^Need help/ });
  await help.hover();
  await phone.mouse.down();
  await expect(phone.getByRole('alert').filter({ hasText: 'Not sent: no line. Call.' })).toBeVisible();
  await phone.mouse.up();
  await expect(phone.getByRole('link', { name: /^Call \d+/ })).toHaveAttribute('href', /^tel:\d+/);
  await expect(desk.getByText(/Lindqvist.*needs help/)).toBeHidden();

  await phone.context().setOffline(false);
  await expect(desk.getByRole('region', { name: /P1 waits/ })).toContainText(/Lindqvist.*needs help/, {
    timeout: 15_000,
  });
  await expect(phone.getByText(/Everybody on duty is called since/)).toBeVisible();
  // Whichever of the two went first, neither pushes the other aside.
  const stands = async () => (await server.officer('second@demo.test')).onlyIncident();
  await expect
    .poll(stands)
    .toMatchObject({ status: 'en_route', help: { by: { label: expect.stringContaining('Lindqvist') } } });
});

test('my place is shared by my wish alone, and ends with my duty', async ({ server, stage }) => {
  await server.report(BAG);
  const phone = await onPatrol(stage);
  await expect(live(phone)).toBeVisible();
  const ren = await server.officer('second@demo.test');
  const seen = async () => (await ren.read<{ items: object[] }>('/desk/patrols?venue=bayview')).items;
  expect(await seen()).toEqual([]);
  await phone.getByLabel('Duty and settings').tap();
  await phone.getByRole('switch', { name: 'Share my place with the desk' }).tap();
  await expect(phone.getByRole('banner')).toContainText('place shared');
  expect(await seen()).toMatchObject([
    { person: { label: expect.stringContaining('Lindqvist') }, latitude: HERE.latitude, longitude: HERE.longitude },
  ]);
  await phone.getByRole('switch', { name: 'Share my place with the desk' }).tap();
  await expect.poll(seen).toEqual([]);
  await phone.getByRole('switch', { name: 'Share my place with the desk' }).tap();
  await expect.poll(async () => (await seen()).length).toBe(1);
  await phone.getByRole('group', { name: 'My duty' }).getByRole('button', { name: 'Break' }).tap();
  await expect(phone.getByRole('banner')).not.toContainText('place shared');
  expect(await seen()).toEqual([]);
});

test('a sign says where I am, and the nearest comes first', async ({ server, stage }) => {
  await server.report(BAG);
  await server.report(DOOR);
  const phone = await onPatrol(stage);
  await expect(live(phone)).toBeVisible();
  await phone.getByRole('button', { name: 'Scan' }).tap();
  await phone.getByLabel('Code on the sign').fill('bv ls 01');
  await phone.getByRole('button', { name: 'I am here' }).tap();
  await expect(phone.getByRole('status').filter({ hasText: /^You are at/ })).toBeVisible();
  await phone.keyboard.press('Escape');
  await phone.getByRole('link', { name: 'Near' }).tap();
  const first = phone.getByRole('main').getByRole('listitem').first();
  await expect(first).toContainText('0 m');
  await first.getByRole('button').tap();
  await phone.getByRole('link', { name: 'Way' }).tap();
  await expect(phone.getByRole('main')).toContainText(/in a straight line/);
});

test('all of it by the keyboard', async ({ server, stage }) => {
  await server.report(BAG);
  const phone = await onPatrol(stage);
  await expect(live(phone)).toBeVisible();
  await big(phone, 'Acknowledge').focus();
  await phone.keyboard.press('Enter');
  await expect(big(phone, 'I am on my way')).toBeVisible();
  await phone.getByRole('button', { name: /^Need help/ }).focus();
  await phone.keyboard.press('Enter');
  await expect(phone.getByRole('button', { name: /Again: call everybody/ })).toBeVisible();
  await phone.keyboard.press('Enter');
  await expect(phone.getByText(/Everybody on duty is called since/)).toBeVisible();
});

/** What officers took of the only incident, as the desk is told. */
async function takenOf(server: Server) {
  const whole = await (await server.officer('second@demo.test')).onlyIncident();
  return (whole as unknown as { photos: Shown[] }).photos;
}
interface Shown {
  state: string;
  by: { label: string };
  sealed?: { media?: string };
}

test('a photo taken without a line is kept sealed, goes the two ways once, and is seen at the desk', async ({
  server,
  stage,
}) => {
  stage.pardons = /ERR_INTERNET_DISCONNECTED|Failed to load resource/;
  await server.report(BAG);
  const phone = await onPatrol(stage);
  await expect(live(phone)).toBeVisible();
  await expect(big(phone, 'Photo')).toBeVisible();
  // What seals comes with the page, before the line is gone.
  await phone.waitForLoadState('networkidle', { timeout: 3_000 }).catch(() => undefined);
  await phone.context().setOffline(true);
  await phone.locator('[data-camera]').setInputFiles(PHOTOS.withPlace);
  await expect(phone.getByText('1 photo saved on this phone, not sent')).toBeVisible();
  expect(await takenOf(server)).toEqual([]);
  await phone.context().setOffline(false);
  await expect(phone.getByText('saved on this phone')).toBeHidden({ timeout: 20_000 });
  await expect
    .poll(async () => (await takenOf(server)).map(({ state }) => state), { timeout: 20_000 })
    .toEqual(['ready']);
  const [photo] = await takenOf(server);
  expect([photo!.by.label, photo!.sealed !== undefined]).toEqual([expect.stringContaining('Lindqvist'), true]);
  const desk = await stage.desk('second@demo.test');
  await row(desk, /Bag/).first().click();
  await expect(desk.getByRole('img', { name: /^Photo 1, by Mia Lindqvist/ })).toBeVisible();
});

test('a spoken note: its picture to colleagues, the recording sealed', async ({ server, stage }) => {
  await server.report(BAG);
  const phone = await onPatrol(stage);
  await expect(live(phone)).toBeVisible();
  await big(phone, 'Note').tap();
  await big(phone, 'Voice note').tap();
  const stop = big(phone, 'Stop and keep');
  await expect(stop).toBeFocused();
  expect((await stop.boundingBox())!.height).toBeGreaterThanOrEqual(56);
  await expect(phone.getByRole('timer')).toHaveText(/^(5[0-8]|[1-4]\d)$/);
  await stop.tap();
  await expect
    .poll(async () => (await takenOf(server)).map(({ state, sealed }) => [state, sealed?.media]), { timeout: 20_000 })
    .toEqual([['ready', 'voice']]);
});

/** A browser that writes down by itself what is said; it says its last words when it is stopped. */
function writes(): void {
  class Writer extends EventTarget {
    static available = async () => 'available';
    processLocally = false;
    start = () => setTimeout(() => this.#hear('Two people at the'), 50);
    stop = () => (this.#hear('north fence'), this.dispatchEvent(new Event('end')));
    #hear(transcript: string) {
      const results = [Object.assign([{ transcript }], { isFinal: true })];
      this.dispatchEvent(Object.assign(new Event('result'), { resultIndex: 0, results }));
    }
  }
  Object.defineProperty(Writer.prototype, 'processLocally', { value: false, writable: true });
  Object.assign(globalThis, { SpeechRecognition: Writer });
}

test('a dictated note is written down on the phone, and colleagues read it', async ({ server, stage }) => {
  await server.report(BAG);
  const context = await stage.context(PHONE);
  await context.addInitScript(writes);
  const phone = await context.newPage();
  await phone.goto('/patrol');
  await signIn(phone, 'officer@demo.test');
  await expect(live(phone)).toBeVisible();
  await big(phone, 'Note').tap();
  await expect(phone.getByText(/microphone of your keyboard/)).toHaveCount(0);
  await big(phone, 'Dictate').tap();
  await expect(big(phone, 'Stop dictating')).toBeVisible();
  const field = phone.getByRole('textbox', { name: 'What should colleagues know?' });
  await expect(field).toHaveValue('Two people at the');
  const { violations } = await new AxeBuilder({ page: phone }).setLegacyMode(true).analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
  // Saved while it still listens: the last words are in it.
  await big(phone, 'Save').tap();
  await expect(field).toBeHidden();
  const desk = await stage.desk('second@demo.test');
  await row(desk, /Bag/).click();
  await expect(desk.getByText('Two people at the north fence')).toBeVisible();
});

test('one that the server cannot take is put aside with its reason; the rest go', async ({ server, stage }) => {
  stage.pardons = /Failed to load resource/;
  await server.report(BAG);
  const phone = await onPatrol(stage);
  await expect(live(phone)).toBeVisible();
  let isBad = true;
  await phone.route(/\/note$/, async (route) =>
    isBad && route.request().postData()?.includes('bad one') ? route.fulfill({ status: 500 }) : route.continue(),
  );
  for (const words of ['The bad one.', 'The good one.']) {
    await big(phone, 'Note').tap();
    await phone.getByLabel('What should colleagues know?').fill(words);
    await big(phone, 'Save').tap();
  }
  const aside = phone.getByRole('alert').filter({ hasText: '“Note” was not done' });
  await expect(aside).toContainText('Everything else goes on.', { timeout: 20_000 });
  const notes = async () => {
    const { timeline } = await (await server.officer('second@demo.test')).onlyIncident();
    return timeline.filter(({ kind }) => kind === 'note.added').length;
  };
  await expect.poll(notes, { timeout: 10_000 }).toBe(1);
  for (const name of ['Try again', 'Drop'])
    expect((await aside.getByRole('button', { name }).boundingBox())!.height).toBeGreaterThanOrEqual(56);
  isBad = false;
  await aside.getByRole('button', { name: 'Try again' }).tap();
  await expect(aside).toBeHidden();
  await expect.poll(notes).toBe(2);
});

test('the desk is one press away where it has a number', async ({ server, stage }) => {
  await server.report(BAG);
  const phone = await onPatrol(stage);
  const call = phone.getByRole('link', { name: 'Call desk' });
  await expect(call).toHaveAttribute('href', 'tel:+12025550142');
  expect((await call.boundingBox())!.height).toBeGreaterThanOrEqual(56);
});

test('erasing everything on this device takes what waits on patrol with it', async ({ server, stage }) => {
  stage.pardons = /ERR_INTERNET_DISCONNECTED|Failed to load resource/;
  await server.report(BAG);
  const phone = await onPatrol(stage);
  await expect(live(phone)).toBeVisible();
  const sent: string[] = [];
  await phone.route(/\/(note|photos\/[^?]*)(\?|$)/, async (route) => {
    if (route.request().method() === 'GET') return route.continue();
    sent.push(route.request().url());
    await route.abort('internetdisconnected');
  });
  await big(phone, 'Note').tap();
  await phone.getByLabel('What should colleagues know?').fill('Kept here.');
  await big(phone, 'Save').tap();
  await phone.locator('[data-camera]').setInputFiles(PHOTOS.withPlace);
  await expect(phone.getByText('2 acts saved on this phone, not sent')).toBeVisible();
  await phone.goto('/settings');
  await phone.getByRole('button', { name: 'Erase everything here' }).tap();
  await phone.getByRole('button', { name: 'Erase everything', exact: true }).tap();
  await expect(phone.getByText('Nothing is left on this phone.')).toBeVisible();
  const left = await phone.evaluate(async () => {
    const count = (name: string, store: string) =>
      new Promise<number>((done) => {
        const opening = indexedDB.open(name);
        opening.onsuccess = () => {
          const asked = opening.result.transaction(store).objectStore(store).count();
          asked.onsuccess = () => done(asked.result);
        };
      });
    return [await count('see-say-act-patrol', 'rows'), await count('see-say-act-patrol-files', 'files')];
  });
  expect(left).toEqual([0, 0]);
  const before = sent.length;
  await phone.goto('/patrol');
  await expect(live(phone)).toBeVisible();
  await expect(phone.getByText('saved on this phone')).toBeHidden();
  expect(sent.length).toBe(before);
});
