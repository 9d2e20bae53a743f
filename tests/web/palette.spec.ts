import { AxeBuilder } from '@axe-core/playwright';
import { expect, live, row, test, type Page } from './stand';
import { wear } from './stand/looks';

const BAG = { category: 'item.unattended', place: { plate: 'BV-T1-114' } };
const DOOR = { category: 'access.door_open', place: { plate: 'BV-LS-01' } };
const bag = /Bag or item left alone/;
const door = /door/i;

const act = (desk: Page, name: string | RegExp) =>
  desk.getByRole('toolbar', { name: 'Acts', exact: true }).getByRole('button', { name });
const box = (desk: Page) => desk.getByRole('combobox', { name: 'Commands' });
const option = (desk: Page, name: string | RegExp) => desk.getByRole('option', { name });
const sheet = (desk: Page) => desk.getByRole('complementary', { name: 'Keys' });

async function faults(page: Page, where: string): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'])
    .analyze();
  return violations.map(
    ({ id, nodes }) => `${where}: ${id} at ${nodes.map(({ target }) => target.join(' ')).join(', ')}`,
  );
}
async function faultsByBothLights(page: Page, where: string): Promise<string[]> {
  const found: string[] = [];
  for (const theme of ['night', 'day'] as const) {
    await wear(page, page.viewportSize()!, theme);
    found.push(...(await faults(page, `${where}, ${theme}`)));
  }
  return found;
}

test('what one wants is found by a few letters, and done without a mouse', async ({ server, stage }) => {
  await server.report(BAG);
  const desk = await stage.desk();
  await expect(row(desk, bag)).toBeVisible();

  // The incident by its number, then its next step.
  await desk.keyboard.press('Control+k');
  await expect(box(desk)).toBeFocused();
  await desk.keyboard.type('0001');
  await expect(option(desk, /A-0001 · Bag/)).toHaveAttribute('aria-selected', 'true');
  await desk.keyboard.press('Enter');
  await expect(box(desk)).toBeHidden();
  await expect(act(desk, /^Acknowledge/)).toBeEnabled();
  await desk.keyboard.press(',');
  await desk.keyboard.type('ackn');
  const first = option(desk, /^Acknowledge · A-0001/);
  await expect(first).toHaveAttribute('aria-selected', 'true');
  await expect(first).toContainText('A', { useInnerText: true });
  await expect(box(desk)).toHaveAttribute('aria-activedescendant', (await first.getAttribute('id'))!);
  await desk.keyboard.press('Enter');
  await expect(act(desk, /^En route/)).toBeEnabled();

  // Escape leaves everything as it was, and the focus where it was. What was used last stands first.
  await row(desk, bag).focus();
  await desk.keyboard.press('Control+k');
  await expect(option(desk, /A-0001 · Bag/)).toContainText('Last used');
  await desk.keyboard.press('ArrowDown');
  await desk.keyboard.press('ArrowUp');
  await desk.keyboard.press('ArrowUp');
  await expect(desk.getByRole('option').last()).toHaveAttribute('aria-selected', 'true');
  await desk.keyboard.type('zzzzz');
  await expect(desk.getByText('Nothing is called that.')).toBeVisible();
  await desk.keyboard.press('Escape');
  await expect(row(desk, bag)).toBeFocused();

  // Pages, people and lists; it works from another page and from a field too.
  await desk.keyboard.press('/');
  await desk.keyboard.press('Control+k');
  await desk.keyboard.type('coverage');
  await desk.keyboard.press('Enter');
  await expect(desk).toHaveURL(/\/desk\/coverage$/);
  await desk.keyboard.press(',');
  await desk.keyboard.type('p1');
  await option(desk, /^Only /)
    .first()
    .waitFor();
  await desk.keyboard.press('Escape');
  await desk.keyboard.press(',');
  await desk.keyboard.type('lindqvist');
  await expect(desk.getByRole('option')).not.toHaveCount(0);
  await desk.keyboard.press('Enter');
  await expect(desk).toHaveURL(/\/desk\/A-0001$/);
  await expect(desk.locator('[data-person]:focus')).toContainText('Lindqvist');
});

test('what is typed before the palette is there does nothing but wait for it', async ({ server, stage }) => {
  await server.report(BAG);
  const desk = await stage.desk();
  await row(desk, bag).click();
  await expect(act(desk, /^Acknowledge/)).toBeEnabled();
  // All in one breath: no letter of it may be heard as a key, the A least of all.
  await desk.evaluate(() => {
    const press = (key: string, more = {}) =>
      document.activeElement!.dispatchEvent(
        new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more }),
      );
    press('k', { ctrlKey: true });
    for (const letter of 'note') press(letter);
  });
  await expect(box(desk)).toHaveValue('note');
  await expect(option(desk, /^Note/).first()).toHaveAttribute('aria-selected', 'true');
  await desk.keyboard.press('Escape');
  await expect(act(desk, /^Acknowledge/)).toBeEnabled();
});

test('a key of one’s own stays on the device, and none is taken from another act', async ({ server, stage }) => {
  await server.report(BAG);
  const desk = await stage.desk();
  await row(desk, bag).click();
  await expect(act(desk, /^Acknowledge/)).toContainText('A');
  await desk.keyboard.press('?');
  const key = (name: string | RegExp) => sheet(desk).getByRole('button', { name });
  await key(/^Change the key of “Acknowledge”/).focus();
  await desk.keyboard.press('Enter');
  await desk.keyboard.press('e');
  await expect(sheet(desk).getByRole('alert')).toHaveText('E belongs to “En route”. Nothing was changed.');
  await desk.keyboard.press('Enter');
  await desk.keyboard.press('Backspace');
  await expect(sheet(desk).getByRole('alert')).toHaveText('This act needs a key. Nothing was changed.');
  await desk.keyboard.press('Enter');
  await desk.keyboard.press('x');
  await expect(sheet(desk).getByRole('alert')).toContainText('X belongs to');
  await desk.keyboard.press('Enter');
  await desk.keyboard.press('#');
  await expect(key('Change the key of “Acknowledge”, now #')).toBeVisible();
  await expect(act(desk, /^Acknowledge/)).toContainText('#');

  await desk.reload();
  await expect(live(desk)).toBeVisible();
  await expect(act(desk, /^Acknowledge/)).toContainText('#');
  await expect(act(desk, /^Acknowledge/)).toBeEnabled();
  await desk.keyboard.press('a');
  await desk.keyboard.press('#');
  await expect(act(desk, /^En route/)).toBeEnabled();

  // Back to how it is drawn, and then none of the single keys alone.
  await desk.keyboard.press('?');
  await key(/^Back to A: “Acknowledge”/).click();
  await expect(key('Change the key of “Acknowledge”, now A')).toBeVisible();
  await sheet(desk).getByRole('switch', { name: 'Single keys act alone' }).click();
  await desk.keyboard.press('Escape');
  await expect(act(desk, /^En route/)).toContainText('Alt E');
  await desk.keyboard.press('e');
  await desk.keyboard.press('Alt+n');
  await expect(desk.getByRole('textbox', { name: 'Note', exact: true })).toBeFocused();
  await expect(act(desk, /^En route/)).toBeEnabled();
  await desk.keyboard.press('Escape');
  await desk.keyboard.press('Escape');
  await desk.keyboard.press('Alt+e');
  await expect(act(desk, /^On scene/)).toBeEnabled();
});

test('rows stand as close as one likes, and nothing becomes too small to press', async ({ server, stage }) => {
  await server.report(BAG);
  const desk = await stage.desk();
  await row(desk, bag).click();
  await expect(act(desk, /^Acknowledge/)).toBeEnabled();
  const height = async () => (await row(desk, bag).boundingBox())!.height;
  const drawn = await height();
  for (const [name, says] of [
    ['calm', (now: number) => now > drawn],
    ['dense', (now: number) => now < drawn && now >= 24],
  ] as const) {
    await desk.keyboard.press('Control+k');
    await desk.keyboard.type(`${name} rows`);
    await desk.keyboard.press('Enter');
    await expect.poll(async () => says(await height())).toBe(true);
  }
  const small = await desk.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('.duty button, .duty select, .duty .menu > summary')]
      .filter((one) => one.offsetParent !== null)
      .filter((one) => one.getBoundingClientRect().height < 24 || one.getBoundingClientRect().width < 24)
      .map((one) => one.textContent?.trim() || one.getAttribute('aria-label')),
  );
  expect(small).toEqual([]);
  await desk.reload();
  await expect(live(desk)).toBeVisible();
  await expect.poll(async () => (await height()) < drawn).toBe(true);
});

test('a wall follows the desk without a second sign-in, and the map comes home when it closes', async ({
  server,
  stage,
}) => {
  await server.report(BAG);
  await server.report(DOOR);
  const desk = await stage.desk();
  await row(desk, bag).click();
  await desk.getByRole('banner').getByTitle('Duty and settings').click();
  const opening = desk.waitForEvent('popup');
  await desk.getByRole('button', { name: 'Open the map in a window of its own' }).click();
  const map = await opening;
  await desk.keyboard.press('Escape');
  const pins = map.getByRole('complementary', { name: 'Map' }).locator('.mpin');
  await expect(pins.and(map.locator('[aria-pressed="true"]'))).toHaveAccessibleName(/Bag|bag/);
  const away = desk.getByText('The map is in its own window.');
  await expect(away).toBeVisible();

  // What is chosen here is shown there, and the other way round; colours go along.
  await row(desk, door).click();
  await expect(pins.and(map.locator('[aria-pressed="true"]'))).toHaveAccessibleName(door);
  await desk.keyboard.press('Control+k');
  await desk.keyboard.type('day colours');
  await desk.keyboard.press('Enter');
  await expect(map.locator('html')).toHaveAttribute('data-theme', 'day');

  const second = desk.waitForEvent('popup');
  await desk.keyboard.press('Control+k');
  await desk.keyboard.type('board for a wall');
  await desk.keyboard.press('Enter');
  const board = await second;
  await board.setViewportSize({ width: 2560, height: 1440 });
  await expect(board.getByRole('region', { name: 'Owed next' }).getByRole('listitem')).toHaveCount(2);
  await expect(board.getByRole('region', { name: 'On duty' }).getByRole('listitem')).not.toHaveCount(0);
  expect([...(await faultsByBothLights(map, 'map')), ...(await faultsByBothLights(board, 'board'))]).toEqual([]);

  await map.close();
  await expect(away).toBeHidden();
  await expect(desk.getByRole('button', { name: 'Zoom in' })).toBeVisible();

  // Whoever goes on without a wall did not want it any more.
  const kept = () =>
    desk.evaluate(() => Object.entries(localStorage).find(([key]) => key.startsWith('desk-walls/'))?.[1]);
  await expect.poll(kept, { timeout: 10_000 }).toBe('["board"]');

  // The desk begins anew while the board goes on; with both gone it asks whether to open them again.
  await desk.reload();
  await expect(live(desk)).toBeVisible();
  await row(desk, bag).click();
  await expect(board.locator('[aria-current="true"]')).toContainText(bag);
  const context = desk.context();
  await desk.close();
  await expect(board.getByText('The desk is not open.')).toBeVisible();
  await board.close();
  const anew = await context.newPage();
  await anew.goto('/desk');
  const again = anew.getByRole('button', { name: 'Open again: Board' });
  const third = anew.waitForEvent('popup');
  await again.click();
  const back = await third;
  await expect(again).toBeHidden();

  // Whoever signs out leaves no wall behind that goes on telling.
  const gone = back.waitForEvent('close');
  await anew.getByRole('banner').getByTitle('Duty and settings').click();
  await anew.getByRole('button', { name: 'Sign out' }).click();
  await gone;
});

test('the palette and the keys can be used by everybody', async ({ server, stage }) => {
  await server.report(BAG);
  const desk = await stage.desk();
  await row(desk, bag).click();
  await desk.keyboard.press('Control+k');
  await expect(box(desk)).toBeFocused();
  const all = await faultsByBothLights(desk, 'palette');
  await desk.keyboard.press('Escape');
  await desk.keyboard.press('?');
  await expect(sheet(desk)).toBeVisible();
  all.push(...(await faultsByBothLights(desk, 'keys')));
  await desk.keyboard.press('Escape');
  await desk.getByRole('banner').getByTitle('Duty and settings').click();
  await expect(desk.getByRole('group', { name: 'Rows' })).toBeVisible();
  all.push(...(await faultsByBothLights(desk, 'menu')));
  expect(all).toEqual([]);
});
