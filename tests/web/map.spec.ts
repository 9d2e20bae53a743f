import type { Page } from '@playwright/test';
import { expect, row, signIn, test } from './stand';
import { BY_PROCESSOR, clean, drawn, looking, pixel } from './stand/whole-map';

test.use({ launchOptions: BY_PROCESSOR });

const HALL = ['BV-T1-112', 'BV-T1-114'];
const OUTSIDE = 'BV-LS-01';
const page = (desk: Page) => desk.getByRole('main', { name: 'Map' });
const rows = (desk: Page) => page(desk).locator('tbody').getByRole('row');

test('an officer looks at all of it, as a map and as a table, by keyboard alone', async ({ server, stage }) => {
  for (const plate of [...HALL, OUTSIDE]) await server.report({ category: 'item.unattended', place: { plate } });
  await server.report({ category: 'person.harassment', place: { text: 'outside, I think' } });
  const desk = await stage.desk();
  await desk.keyboard.press('g');
  await expect(desk).toHaveURL(/\/desk\/map$/);
  await drawn(desk);
  await expect(page(desk).getByRole('status')).toHaveText('3 here of 4, 1 without a place');
  await expect(rows(desk)).toHaveCount(3);
  await clean(desk);

  // A floor at a time; what waits on the others is marked.
  await desk
    .getByRole('group', { name: 'Floor' })
    .getByRole('button', { name: /Departures/ })
    .click();
  await expect(page(desk).getByRole('status')).toHaveText('2 here of 4, 1 elsewhere, 1 without a place');
  await desk.keyboard.press('[');
  await expect(rows(desk)).toHaveCount(1);
  await desk.keyboard.press(']');
  await desk.keyboard.press(']');
  await desk.getByRole('button', { name: 'Every floor' }).click();

  await desk.keyboard.press('t');
  await expect(desk.locator('.canvas')).toHaveCount(0);
  await clean(desk);
  const number = page(desk).getByRole('columnheader', { name: 'Number' });
  await number.getByRole('button').press('Enter');
  await expect(number).toHaveAttribute('aria-sort', 'ascending');
  await expect(rows(desk).first()).toContainText('A-0001');
  await number.getByRole('button').press('Enter');
  await expect(number).toHaveAttribute('aria-sort', 'descending');
  await expect(rows(desk).first()).toContainText('A-0003');
  const second = rows(desk).nth(1).getByRole('button');
  await second.press('Enter');
  await expect(second).toHaveAttribute('aria-pressed', 'true');
  await page(desk).getByRole('link', { name: 'Open A-0002' }).press('Enter');
  await expect(desk).toHaveURL(/\/desk\/A-0002$/);
  await expect(desk.getByRole('link', { name: /Whole map/ })).toBeVisible();
});

test('an area that is drawn narrows the queue, and the address says it', async ({ server, stage }) => {
  for (const plate of [...HALL, OUTSIDE]) await server.report({ category: 'item.unattended', place: { plate } });
  const desk = await stage.desk();
  const look = looking(desk);
  await desk.keyboard.press('g');
  await drawn(desk);
  await expect(rows(desk)).toHaveCount(3);

  // By mouse, round the two pillars of the hall.
  await expect.poll(() => look().length).toBe(4);
  await desk.keyboard.press('l');
  await expect(page(desk).getByText('Press the corners one after the other, then Finish.')).toBeVisible();
  const around: [number, number][] = [
    [53.9999, 3.9975],
    [53.9999, 3.9991],
    [53.99935, 3.9991],
    [53.99935, 3.9975],
  ];
  for (const [lat, lon] of around) {
    const { x, y } = await pixel(desk, look(), lat, lon);
    await desk.mouse.click(x, y);
  }
  await page(desk).getByRole('button', { name: 'Finish' }).click();
  await expect(page(desk).getByRole('status')).toHaveText('2 here of 2');

  await expect(desk).toHaveURL(/\/desk\/map\?area=53\.99/);
  await desk.keyboard.press('g');
  await expect(desk).toHaveURL(/\/desk\?area=53\.99/);
  await expect(row(desk, /Bag or item/)).toHaveCount(2);
  await server.report({ category: 'access.door_open', place: { plate: OUTSIDE } });
  await expect(desk.getByText('The queue is narrowed')).toBeVisible();
  await expect(row(desk, /door/i)).toHaveCount(0);
  await desk.keyboard.press('f');
  await expect(desk.getByText('Only what lies in the area drawn on the map')).toBeVisible();
  await desk.getByRole('button', { name: 'Take away' }).click();
  await expect(row(desk, /door/i)).toHaveCount(1);

  // The same by keyboard: a zone of the list.
  await desk.keyboard.press('Escape');
  await desk.keyboard.press('g');
  await page(desk).getByLabel('Area of a zone').selectOption({ label: 'Check-in A' });
  await expect(page(desk).getByRole('status')).toHaveText('2 here of 2');
  await page(desk).getByRole('button', { name: 'Show everything' }).press('Enter');
  await expect(page(desk).getByRole('status')).toHaveText('4 here of 4');
});

test('a mark that is pressed is chosen, and a group is opened', async ({ server, stage }) => {
  await server.report({ category: 'item.unattended', place: { plate: OUTSIDE } });
  const desk = await stage.desk();
  const look = looking(desk);
  await desk.keyboard.press('g');
  await drawn(desk);
  const officer = await server.officer();
  const { groups } = await officer.read<{ groups: { lat: number; lon: number }[] }>('/desk/map?venue=bayview');
  const [{ lat, lon }] = groups as [{ lat: number; lon: number }];
  await expect(async () => {
    const { x, y } = await pixel(desk, look(), lat, lon);
    await desk.mouse.click(x, y);
    await expect(rows(desk).first().getByRole('button')).toHaveAttribute('aria-pressed', 'true', { timeout: 500 });
  }).toPass();

  await server.report({ category: 'access.door_open', place: { plate: OUTSIDE } });
  await expect(rows(desk)).toHaveCount(2);
  const wide = look();
  await expect(async () => {
    const { x, y } = await pixel(desk, look(), lat, lon);
    await desk.mouse.click(x, y);
    await expect.poll(() => look()[2] - look()[0], { timeout: 3000 }).toBeLessThan((wide[2] - wide[0]) / 2);
  }).toPass();
});

test('what was is looked at and cannot be acted on; numbers by the hour are beside it', async ({ server, stage }) => {
  await server.report({ category: 'item.unattended', place: { plate: OUTSIDE } });
  const desk = await stage.desk('supervisor@demo.test');
  await desk.keyboard.press('g');
  await expect(rows(desk)).toHaveCount(1);
  await page(desk).getByRole('button', { name: 'Replay' }).click();
  const slider = page(desk).getByRole('slider', { name: 'Moment that is shown' });
  await slider.focus();
  await slider.press('ArrowLeft');
  await expect(page(desk).getByText('Nothing is open here.')).toBeVisible();
  await expect(page(desk).getByRole('link', { name: /Open A-/ })).toHaveCount(0);
  await clean(desk);
  await page(desk).getByRole('button', { name: 'Back to now' }).click();
  await expect(page(desk).getByRole('link', { name: 'Open A-0001' })).toBeVisible();
  await desk.keyboard.press('t');
  await page(desk).getByRole('button', { name: 'Heat by hour' }).click();
  await expect(page(desk).getByText(/Incidents of 30 days that began at \d\d:00/)).toBeVisible();
  await clean(desk);
});

test('opened by day it is drawn as it is by night', async ({ server, stage }) => {
  await server.report({ category: 'item.unattended', place: { plate: OUTSIDE } });
  const desk = await stage.desk('officer@demo.test', { theme: 'day' });
  const sizes: number[] = [];
  for (const theme of ['day', 'night']) {
    await desk.evaluate((wanted) => localStorage.setItem('theme', wanted), theme);
    await desk.goto('/desk/map');
    await drawn(desk);
    // Ground alone is a picture of next to nothing.
    const bytes = async () => (await desk.locator('.canvas').screenshot()).length;
    await expect.poll(bytes, { timeout: 20_000 }).toBeGreaterThan(40_000);
    sizes.push(await bytes());
  }
  expect(Math.min(...sizes) / Math.max(...sizes)).toBeGreaterThan(0.5);
});

test('a browser that cannot draw shows the table, and fetches no engine', async ({ server, stage }) => {
  await server.report({ category: 'item.unattended', place: { plate: OUTSIDE } });
  const context = await stage.context({ viewport: { width: 390, height: 844 } });
  await context.addInitScript(() => {
    const before = HTMLCanvasElement.prototype.getContext as (kind: string, ...rest: unknown[]) => unknown;
    HTMLCanvasElement.prototype.getContext = function (this: HTMLCanvasElement, kind: string, ...rest: unknown[]) {
      return kind.startsWith('webgl') ? null : before.call(this, kind, ...rest);
    } as typeof HTMLCanvasElement.prototype.getContext;
  });
  const desk = await context.newPage();
  await desk.goto('/desk/map');
  await signIn(desk, 'officer@demo.test');
  await expect(desk.getByText('This browser cannot draw the map. The table says the same.')).toBeVisible();
  await expect(rows(desk)).toHaveCount(1);
  await clean(desk);
  expect(stage.requests.filter((url) => /MapCanvas|maplibre/.test(url))).toEqual([]);
});
