import { expect, live, row, signIn, test } from './stand';

const INTRUDER = { category: 'access.intruder', place: { plate: 'BV-T1-114' } };

test('a P1 calls until somebody has it, and only a reason makes it quiet', async ({ server, stage }) => {
  const desk = await stage.desk();
  await expect(desk).toHaveTitle('Duty desk');
  const band = desk.getByRole('region', { name: 'P1 waits: A-0001' });
  await expect(band).toBeHidden();

  await server.report(INTRUDER);
  await expect(band).toBeVisible();
  await expect(desk.getByRole('alert').filter({ hasText: /^Priority one\./ })).toContainText('Check-in A');
  const left = band.getByText(/^0:\d\d/);
  const before = await left.textContent();
  await expect(left).not.toHaveText(before ?? '');
  await expect(band).toContainText('to acknowledge');

  await desk.keyboard.press('q');
  await expect(band.getByRole('group', { name: 'Why mute for 5 min?' })).toBeVisible();
  await desk.keyboard.press('2');
  await expect(band.getByRole('button', { name: /^Muted until .*Handled by radio/ })).toBeVisible();
  await expect(band).toBeVisible();

  // Who is called next stands there before they are.
  await row(desk, 'A-0001').click();
  const ladder = desk.locator('.ladder');
  await expect(ladder).toContainText('supervisors on duty');
  await expect(ladder.getByRole('listitem').last()).toContainText('all on duty');

  const other = await server.officer('second@demo.test');
  const incident = await other.onlyIncident();
  await other.act(incident, 'acknowledge', { version: incident.version });
  await expect(band).toBeHidden();
  await expect(desk).toHaveTitle('Duty desk');
});

test('the title of the page calls whoever looks at another', async ({ server, stage }) => {
  const desk = await stage.desk();
  await desk.emulateMedia({ reducedMotion: 'no-preference' });
  await server.report(INTRUDER);
  await expect(desk).toHaveTitle('P1 waits: A-0001');
  await expect(desk).toHaveTitle('Duty desk');
  await expect(desk).toHaveTitle('P1 waits: A-0001');
});

test('a new P1 breaks through the silence of an older one', async ({ server, stage }) => {
  const desk = await stage.desk();
  await server.report(INTRUDER);
  await desk.getByRole('region', { name: /^P1 waits/ }).waitFor();
  await desk.keyboard.press('q');
  await desk.keyboard.press('1');
  await expect(desk.getByText(/^Muted until/)).toBeVisible();
  await server.report({ ...INTRUDER, place: { plate: 'BV-T1-122' } });
  await expect(desk.getByText('1 more P1 waits.')).toBeVisible();
  await expect(desk.getByText(/^Muted until/)).toBeHidden();
});

/**
 * What the browser is asked to do for a desk that nobody looks at is written down, and the browser is told that it is hidden: without
 * a window of the system it never is by itself.
 */
function unseen(): void {
  if (!location.protocol.startsWith('http')) return;
  const told = ((window as unknown as { told: object }).told = { notes: [] as object[], tones: 0 });
  let state: DocumentVisibilityState = 'visible';
  Object.defineProperty(document, 'visibilityState', { get: () => state });
  Object.defineProperty(document, 'hidden', { get: () => state === 'hidden' });
  addEventListener('look', (event) => {
    state = (event as CustomEvent<DocumentVisibilityState>).detail;
    document.dispatchEvent(new Event('visibilitychange'));
  });
  const show = ServiceWorkerRegistration.prototype.showNotification;
  ServiceWorkerRegistration.prototype.showNotification = function (title, options) {
    told.notes.push({ title, tag: options?.tag, body: options?.body, requireInteraction: options?.requireInteraction });
    return show.call(this, title, options);
  };
  const start = OscillatorNode.prototype.start;
  OscillatorNode.prototype.start = function (when) {
    told.tones += 1;
    start.call(this, when);
  };
}

test('a P1 calls whoever looks at another page, and the server knows that this desk is open', async ({
  server,
  stage,
}) => {
  test.setTimeout(180_000);
  const context = await stage.context({ viewport: { width: 1440, height: 900 } });
  await context.grantPermissions(['notifications']);
  await context.addInitScript(unseen);
  const desk = await context.newPage();
  await desk.emulateMedia({ reducedMotion: 'no-preference' });
  await desk.goto('/desk');
  await signIn(desk, 'officer@demo.test');
  await expect(live(desk)).toBeVisible();
  await desk.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  const look = (state: DocumentVisibilityState) =>
    desk.evaluate((detail) => dispatchEvent(new CustomEvent('look', { detail })), state);
  const told = () => desk.evaluate(() => (window as unknown as { told: { notes: object[]; tones: number } }).told);
  const shown = () =>
    desk.evaluate(async () => {
      const registration = await navigator.serviceWorker.getRegistration();
      return (await registration!.getNotifications()).map(({ title }) => title);
    });

  // A key was pressed in it, so that it may sound; then the officer turns to another page.
  await desk.keyboard.press('2');
  const other = await context.newPage();
  await other.goto('/');
  await other.bringToFront();
  await look('hidden');
  await server.report(INTRUDER);
  // And in the other venue, where no desk is open.
  const { plates } = await server.ask<{ plates: { code: string }[] }>('/venues/bayview-port');
  await server.report({ category: 'danger.weapon', place: { plate: plates[0]!.code } }, 'bayview-port');

  await expect.poll(() => desk.title()).toBe('P1 waits: A-0001');
  await expect.poll(() => desk.title()).toBe('Duty desk');
  await expect.poll(async () => (await told()).tones).toBeGreaterThan(0);
  // Strangers read it: it says which, and never what or where.
  const note = { title: 'P1 waits: A-0001', tag: 'A-0001', body: undefined, requireInteraction: true };
  await expect.poll(async () => (await told()).notes).toEqual([note]);
  expect(await shown()).toEqual(['P1 waits: A-0001']);

  // A minute without any desk is too long; a desk that is open behind another page is one.
  const officer = await server.officer();
  const unheard = async () => {
    const all = await officer.incidents();
    return all
      .filter(({ timeline }) => timeline.some(({ kind }) => kind === 'fallback.called'))
      .map((one) => one.number);
  };
  const numbers = (await officer.incidents()).map(({ number }) => number);
  const elsewhere = numbers.filter((number) => number !== 'A-0001');
  expect(elsewhere).toHaveLength(1);
  await expect.poll(unheard, { timeout: 100_000, intervals: [2_000] }).toEqual(elsewhere);
  // It has gone on calling.
  expect((await told()).tones).toBeGreaterThan(12);
  expect((await told()).notes).toHaveLength(1);

  await desk.bringToFront();
  await look('visible');
  await expect(desk.getByRole('region', { name: 'P1 waits: A-0001' })).toBeVisible();
  await expect.poll(shown).toEqual([]);
  await desk.keyboard.press('a');
  await expect(desk.getByRole('region', { name: 'P1 waits: A-0001' })).toBeHidden();
  await expect(desk).toHaveTitle('Duty desk');
});
