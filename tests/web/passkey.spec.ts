import { AxeBuilder } from '@axe-core/playwright';
import { expect, heading, PASSWORD, test, type Page, type Server, type Stage } from './stand';
import { finger } from './stand/finger';

const RULES = ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'];
const WITH = 'Sign in with a passkey';

/** Passkeys belong to a name: the machine's own, by which this server is reached as well. */
async function byName(stage: Stage, server: Server): Promise<Page> {
  stage.origin = server.origin.replace('127.0.0.1', 'localhost');
  return stage.phone('/staff');
}

async function byPassword(phone: Page): Promise<void> {
  await phone.getByLabel('E-mail', { exact: true }).fill('staff@demo.test');
  await phone.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await phone.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(heading(phone, 'Your badge')).toBeVisible();
}

async function isFit(page: Page): Promise<void> {
  const axe = new AxeBuilder({ page }).options({ resultTypes: ['violations'], preload: false }).setLegacyMode(true);
  const { violations } = await axe.withTags(RULES).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`)).toEqual(
    [],
  );
}

test('after a password a passkey is added once, and from then on it is enough', async ({ server, stage }) => {
  const phone = await byName(stage, server);
  const device = await finger(phone);
  await expect(phone.getByRole('button', { name: WITH })).toBeVisible();
  await isFit(phone);
  await byPassword(phone);
  await expect(phone.getByText('Next time without a password')).toBeVisible();
  await isFit(phone);
  await phone.getByRole('button', { name: 'Add a passkey' }).click();
  await expect(phone.getByText('Done. Next time you can use your passkey.')).toBeVisible();
  await expect(heading(phone, 'Your badge')).toBeFocused();
  await expect(phone.getByRole('button', { name: 'Add a passkey' })).toHaveCount(0);
  await isFit(phone);
  expect(await device.held()).toHaveLength(1);

  await phone.getByRole('button', { name: 'Sign out' }).click();
  await expect(heading(phone, 'Sign in')).toBeVisible();
  await phone.getByRole('button', { name: WITH }).click();
  await expect(heading(phone, 'Your badge')).toBeFocused();
  await expect(phone.getByText('Sam Okafor')).toBeVisible();
  // Who came by a passkey is offered none.
  await expect(phone.getByText('Next time without a password')).toHaveCount(0);
  expect(await phone.evaluate(() => JSON.stringify({ ...localStorage }))).not.toMatch(/Okafor|eyJ|token/);
  expect(await phone.context().cookies()).toEqual([]);
});

test('a passkey that is not shown is said in plain words, and the password still opens', async ({ server, stage }) => {
  const phone = await byName(stage, server);
  const device = await finger(phone);
  await byPassword(phone);

  // Not the finger of its owner: nothing is added, and it can be tried again.
  await device.give(false);
  await phone.getByRole('button', { name: 'Add a passkey' }).click();
  await expect(phone.getByRole('alert')).toContainText('No passkey was added.');
  expect(await device.held()).toEqual([]);
  await device.give(true);
  await phone.getByRole('button', { name: 'Add a passkey' }).click();
  await expect(phone.getByText('Done. Next time you can use your passkey.')).toBeVisible();

  await phone.getByRole('button', { name: 'Sign out' }).click();
  await device.give(false);
  await phone.getByRole('button', { name: WITH }).click();
  await expect(phone.getByText('No passkey was shown.')).toBeVisible();
  await isFit(phone);
  await device.give(true);
  await device.lose();
  await phone.getByRole('button', { name: WITH }).click();
  await expect(phone.getByText('No passkey was shown.')).toBeVisible();

  await byPassword(phone);
  await phone.getByRole('button', { name: 'Not now' }).click();
  await expect(phone.getByText('Next time without a password')).toHaveCount(0);
  await expect(heading(phone, 'Your badge')).toBeFocused();
});

test('where the page is reached by a number, no passkey is offered', async ({ stage }) => {
  const phone = await stage.phone('/staff');
  await finger(phone);
  await byPassword(phone);
  await expect(phone.getByText('Next time without a password')).toHaveCount(0);
  await phone.getByRole('button', { name: 'Sign out' }).click();
  await expect(phone.getByRole('button', { name: 'Sign in', exact: true })).toBeVisible();
  await expect(phone.getByRole('button', { name: WITH })).toHaveCount(0);
});
