import { expect, heading, keptForLater, test } from './stand';

test('one tap leaves, and nothing is left on the screen', async ({ stage }) => {
  const phone = await stage.phone('/p/BV-T1-114');
  await phone.getByRole('button', { name: 'Report something' }).tap();
  await phone.getByRole('button', { name: 'Leave now' }).tap();
  await expect.poll(() => phone.url()).toBe('about:blank');
});

test('three times Escape leaves, and without quiet mode no button is in the way', async ({ stage }) => {
  const phone = await stage.phone('/p/BV-T1-114');
  await phone.getByRole('switch', { name: 'Quiet mode' }).tap();
  await phone.getByRole('button', { name: 'Report something' }).tap();
  await expect(heading(phone, 'What did you see?')).toBeVisible();
  await expect(phone.getByRole('button', { name: 'Leave now' })).toHaveCount(0);
  for (let press = 0; press < 3; press++) await phone.keyboard.press('Escape');
  await expect.poll(() => phone.url()).toBe('about:blank');
});

test('in the app switcher a quiet app shows nothing', async ({ stage }) => {
  const phone = await stage.phone('/p/BV-T1-114');
  await expect(heading(phone, 'Bayview Airport')).toBeVisible();
  const see = (state: string) =>
    phone.evaluate((now) => {
      Object.defineProperty(document, 'visibilityState', { value: now, configurable: true });
      document.dispatchEvent(new Event('visibilitychange'));
    }, state);
  await see('hidden');
  await expect(heading(phone, 'Bayview Airport')).toBeHidden();
  await see('visible');
  await expect(heading(phone, 'Bayview Airport')).toBeVisible();
});

test('under a neutral name neither the tab nor the home screen tells what it is', async ({ stage }) => {
  const phone = await stage.phone('/settings');
  await phone.getByRole('switch', { name: 'Neutral name and picture' }).tap();
  await phone.goto('/reports');
  await expect(heading(phone, 'No report on this phone')).toBeVisible();
  expect(await phone.title()).toBe('Travel notes');
  const manifest = await phone.locator('link[rel=manifest]').getAttribute('href');
  const told = (await (await phone.request.get(manifest!)).json()) as { name: string; icons: { src: string }[] };
  expect(told.name).toBe('Travel notes');
  for (const { src } of told.icons) expect((await phone.request.get(src)).ok(), src).toBe(true);
});

test('the lessons are there without signal, for the kind of venue one is at', async ({ stage }) => {
  const phone = await stage.phone('/p/BV-T1-114');
  await expect(heading(phone, 'Bayview Airport')).toBeVisible();
  await keptForLater(phone);
  await phone.getByRole('link', { name: 'Learn' }).tap();
  await expect(phone.getByRole('link', { name: 'Drones and lasers' })).toBeVisible();
  await expect(phone.getByRole('link', { name: 'Seals and containers' })).toHaveCount(0);
  await phone.context().setOffline(true);
  await phone.getByRole('link', { name: 'A bag left alone' }).tap();
  await phone.getByRole('button', { name: 'Look inside' }).tap();
  await expect(phone.getByText('Not quite.')).toBeVisible();
  await phone.getByRole('button', { name: 'Move away, then call' }).tap();
  await expect(phone.getByText('Right.')).toBeVisible();
  await phone.getByRole('button', { name: 'Back' }).tap();
  await expect(phone.getByRole('link', { name: /A bag left alone.*Done/ })).toBeVisible();
});
