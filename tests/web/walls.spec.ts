import { expect, live, row, signIn, test, type Page, type Server } from './stand';

const WORDS = 'Grey van without plates at the staff door.';
const REPORT = { category: 'info.other', narrative: WORDS, place: { plate: 'BV-T1-114' } };

test('another authority sees nothing of it, not even that it exists', async ({ server, stage }) => {
  const mine = await stage.desk();
  await server.report(REPORT);
  await expect(row(mine, /./)).toHaveCount(1);
  const { id, number } = await (await server.officer()).onlyIncident();

  const theirs = await stage.desk('officer@other.test');
  await expect(theirs.getByText('Northport Harbour').first()).toBeVisible();
  await expect(theirs.getByText('Nothing is owed.')).toBeVisible();
  await theirs.getByRole('searchbox').fill('Grey van');
  await expect(theirs.getByText('Nothing matches.')).toBeVisible();
  await theirs.goto(`/desk/${number}`);
  await expect(live(theirs)).toBeVisible();
  await expect(theirs.getByText('Nothing is owed.')).toBeVisible();
  await expect(theirs.getByText(WORDS)).toHaveCount(0);

  const stranger = await server.officer('officer@other.test');
  expect(await stranger.incidents()).toEqual([]);
  expect(await stranger.status(`/desk/incidents/${id}`)).toBe(404);
  expect(await stranger.read('/desk/incidents?venue=bayview')).toMatchObject({ items: [] });
});

test('a member of staff reads no report', async ({ server, stage }) => {
  await server.report(REPORT);
  const page = await stage.phone('/desk', {}, { viewport: { width: 1440, height: 900 } });
  await signIn(page, 'staff@demo.test');
  await expect(page.getByRole('heading', { name: 'This desk is for officers.' })).toBeVisible();
  await expect(page.getByText(/Your account sends reports\./)).toBeVisible();
  await readsNothing(page, server, 'staff@demo.test');
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page.getByRole('heading', { name: 'Sign in to the desk' })).toBeVisible();
});

test('an administrator sets up, and reads no report', async ({ server, stage }) => {
  await server.report(REPORT);
  const page = await stage.phone('/desk', {}, { viewport: { width: 1440, height: 900 } });
  await signIn(page, 'admin@demo.test');
  await expect(page.getByRole('heading', { name: 'Rules' })).toBeVisible();
  for (const part of ['Suggestions', 'Channels']) {
    await page.getByRole('link', { name: part }).click();
    await expect(page.getByRole('heading', { name: part })).toBeVisible();
  }
  await readsNothing(page, server, 'admin@demo.test');
  await page.goto('/desk/A-0001');
  await expect(page.getByRole('heading', { name: 'Rules' })).toBeVisible();
  await page.getByLabel('Duty and settings').click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page.getByRole('heading', { name: 'Sign in to the desk' })).toBeVisible();
});

async function readsNothing(page: Page, server: Server, email: string): Promise<void> {
  const { id } = await (await server.officer()).onlyIncident();
  await expect(page.getByText(WORDS)).toHaveCount(0);
  const reader = await server.officer(email);
  expect(await reader.status('/desk/incidents')).toBe(403);
  expect([403, 404]).toContain(await reader.status(`/desk/incidents/${id}`));
}

test('a session comes back after a reload, and ends when it is ended', async ({ stage }) => {
  const desk = await stage.desk();
  await desk.reload();
  await expect(live(desk)).toBeVisible();
  expect(await desk.evaluate(() => document.cookie + JSON.stringify({ ...localStorage }))).not.toContain('eyJ');
  await desk.getByLabel('Duty and settings').click();
  await desk.getByRole('button', { name: 'Sign out' }).click();
  await desk.reload();
  await expect(desk.getByRole('heading', { name: 'Sign in to the desk' })).toBeVisible();
});

test('a wrong password is said in words, and opens nothing', async ({ stage }) => {
  const page = await stage.phone('/desk', {}, {});
  await page.getByLabel('E-mail').fill('officer@demo.test');
  await page.getByLabel('Password').fill('not the right one at all');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('alert')).toHaveText('E-mail or password is not right.');
  await expect(page.getByLabel('Password')).toBeFocused();
});
