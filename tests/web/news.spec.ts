import { AxeBuilder } from '@axe-core/playwright';
import { expect, heading, keptForLater, send, test, type Page, type Stage } from './stand';

const RULES = ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'];
const TELL = 'Tell me when there is news';
/** Made up: a browser under test reaches no push service, and the server pushes to none on this machine. */
const ENDPOINT = 'https://push.example/made-up';

interface Said {
  method: string;
  receipt: string;
  body: unknown;
}

/** A phone whose push service says yes at once, and who counts how often its owner is asked. */
async function listening(stage: Stage, permission: 'default' | 'denied') {
  const context = await stage.context({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  await context.addInitScript(
    ([endpoint, first]) => {
      const asked = { times: 0, said: first };
      const made = {
        endpoint,
        toJSON: () => ({ endpoint, expirationTime: null, keys: { p256dh: 'made-up', auth: 'made-up' } }),
        unsubscribe: async () => (sessionStorage.removeItem('made'), true),
      };
      Object.assign(globalThis, { asked });
      Object.defineProperty(Notification, 'permission', { get: () => asked.said });
      Object.assign(Notification, {
        requestPermission: async () => ((asked.times += 1), (asked.said = 'granted')),
      });
      Object.assign(PushManager.prototype, {
        subscribe: async () => (sessionStorage.setItem('made', 'yes'), made),
        getSubscription: async () => (sessionStorage.getItem('made') ? made : null),
      });
    },
    [ENDPOINT, permission] as const,
  );
  const said: Said[] = [];
  await context.route('**/api/v1/receipt/watch', async (route) => {
    const request = route.request();
    const [, receipt = ''] = (request.headers()['authorization'] ?? '').split(' ');
    said.push({ method: request.method(), receipt, body: request.postDataJSON() as unknown });
    await route.fulfill({ status: 204 });
  });
  const phone = await context.newPage();
  await phone.goto('/p/BV-T1-114');
  return { phone, said };
}

/** Sends a report, and looks at how it goes with it. */
async function sent(phone: Page): Promise<void> {
  await keptForLater(phone);
  await send(phone, 'Bag or object');
  await expect(phone.getByText(/^Sent \d\d:\d\d\.$/)).toBeVisible();
  await phone.goto('/reports');
  await phone.locator('.card a').first().click();
  await expect(heading(phone, 'Your report is sent')).toBeVisible();
}

const asked = (phone: Page) =>
  phone.evaluate(() => (globalThis as unknown as { asked: { times: number } }).asked.times);
const kept = (phone: Page) => phone.evaluate(() => [localStorage.getItem('watched'), sessionStorage.getItem('made')]);

async function isFit(page: Page): Promise<void> {
  const axe = new AxeBuilder({ page }).options({ resultTypes: ['violations'], preload: false }).setLegacyMode(true);
  const { violations } = await axe.withTags(RULES).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`)).toEqual(
    [],
  );
}

test('whoever wants to hear of news says so by one switch, and by the same no more', async ({ stage }) => {
  const { phone, said } = await listening(stage, 'default');
  await sent(phone);
  const tell = phone.getByRole('switch', { name: TELL });
  await expect(tell).not.toBeChecked();
  await expect(phone.getByText('We keep no name with it.')).toBeVisible();
  await isFit(phone);
  expect(await asked(phone)).toBe(0);

  await tell.click();
  await expect(tell).toBeChecked();
  expect(await asked(phone)).toBe(1);
  const receipt = said[0]?.receipt ?? '';
  expect(receipt.length).toBeGreaterThan(20);
  expect(said).toEqual([
    { method: 'PUT', receipt, body: { endpoint: ENDPOINT, expirationTime: null, keys: expect.any(Object) } },
  ]);
  // What is remembered here opens nothing and names nobody.
  expect((await kept(phone))[0]).not.toContain(receipt);
  await phone.reload();
  await expect(tell).toBeChecked();
  await isFit(phone);

  await tell.click();
  await expect(tell).not.toBeChecked();
  expect(said[1]).toEqual({ method: 'DELETE', receipt, body: null });
  expect(await kept(phone)).toEqual([null, null]);
});

test('a report that goes from the device takes its watch with it', async ({ stage }) => {
  const { phone, said } = await listening(stage, 'default');
  await sent(phone);
  const tell = phone.getByRole('switch', { name: TELL });
  await tell.click();
  await expect(tell).toBeChecked();
  await phone.getByRole('link', { name: 'Take it back' }).click();
  await phone.getByRole('button', { name: 'Sent by mistake' }).click();
  await expect(heading(phone, 'You took this back')).toBeVisible();
  await expect.poll(() => said.map(({ method }) => method)).toEqual(['PUT', 'DELETE']);
  await expect(tell).toHaveCount(0);
  expect(await kept(phone)).toEqual([null, null]);

  await phone.goto('/p/BV-T1-114');
  await sent(phone);
  await tell.click();
  await expect(tell).toBeChecked();
  await phone.goto('/settings');
  await phone.getByRole('button', { name: 'Erase everything here' }).click();
  await phone.getByRole('button', { name: 'Erase everything', exact: true }).click();
  await expect.poll(() => said.map(({ method }) => method)).toEqual(['PUT', 'DELETE', 'PUT', 'DELETE']);
  expect(await kept(phone)).toEqual([null, null]);
});

test('who said no is told where to say yes, and nobody is asked where nothing shall stay', async ({ stage }) => {
  const { phone, said } = await listening(stage, 'denied');
  await sent(phone);
  await expect(phone.getByText('Notifications are off for this page.')).toBeVisible();
  await expect(phone.getByRole('switch', { name: TELL })).toHaveCount(0);
  await isFit(phone);
  await phone.evaluate(() => localStorage.setItem('forget', 'on'));
  await phone.reload();
  await expect(heading(phone, 'Your report is sent')).toBeVisible();
  await expect(phone.getByText('Notifications are off for this page.')).toHaveCount(0);
  expect(await asked(phone)).toBe(0);
  expect(said).toEqual([]);
});

test('the note says that there is news, without a sound, and of nothing', async ({ stage }) => {
  const phone = await stage.phone('/p/BV-T1-114');
  await keptForLater(phone);
  await phone.context().grantPermissions(['notifications'], { origin: stage.origin });
  const cdp = await phone.context().newCDPSession(phone);
  const registered = new Promise<string>((found) =>
    cdp.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      for (const { registrationId, isDeleted } of registrations) if (!isDeleted) found(registrationId);
    }),
  );
  await cdp.send('ServiceWorker.enable');
  const push = { origin: stage.origin, registrationId: await registered, data: JSON.stringify({ news: true }) };
  // Two reports with news are still one note.
  await cdp.send('ServiceWorker.deliverPushMessage', push);
  await cdp.send('ServiceWorker.deliverPushMessage', push);
  const shown = () =>
    phone.evaluate(async () => {
      const notes = await (await navigator.serviceWorker.ready).getNotifications();
      return notes.map(({ title, body, tag, silent, icon, data }) => ({
        title,
        body,
        tag,
        silent,
        icon: new URL(icon).pathname,
        data: data as unknown,
      }));
    });
  await expect.poll(shown).toEqual([
    {
      title: 'There is news',
      body: '',
      tag: 'news',
      silent: true,
      icon: '/icons/notes-192.png',
      data: { news: true },
    },
  ]);
});
