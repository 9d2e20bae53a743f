import { AxeBuilder } from '@axe-core/playwright';
import { expect, row, signIn, test, type BrowserContextOptions, type Server } from './stand';

const DAMAGE = { category: 'crime.damage', place: { plate: 'BV-PA-04' } };
const PHONE: BrowserContextOptions = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

/** Takes a schedule in: KL 1009 boards in so many seconds from a gate. */
async function schedule(server: Server, gate: string, seconds: number, state = ''): Promise<void> {
  const { token } = await server.officer('supervisor@demo.test');
  const at = (more: number) => new Date(Date.now() + (seconds + more) * 1000).toISOString();
  const sheet = `kind,number,place,scheduled,boarding,state\nflight,KL 1009,${gate},${at(1500)},${at(0)},${state}\n`;
  await server.ask('/desk/departures/import?venue=bayview', {
    method: 'POST',
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'text/csv' },
    body: sheet,
  });
}

test('the desk counts down to boarding, says what it raised, and follows the schedule', async ({ server, stage }) => {
  await server.report(DAMAGE);
  const desk = await stage.desk();
  const damage = row(desk, /damage/i);
  await damage.click();
  const head = desk.locator('.ihead');
  await expect(head).toBeVisible();
  await expect(head.getByText('KL 1009')).toHaveCount(0);

  // It is told without anybody asking, counts by itself, and has raised.
  await schedule(server, 'A4', 119);
  await expect(head.getByText(/^KL 1009, Gate A4: boards in \d+ (min|s)$/)).toBeVisible();
  await expect(damage.getByText(/^Flight KL 1009, Gate A4: boards in/)).toBeAttached();
  const seconds = head.getByText(/boards in \d+ s$/);
  await expect(seconds).toBeVisible({ timeout: 75_000 });
  const before = await seconds.textContent();
  await expect(seconds).not.toHaveText(before!);
  const why = desk.getByRole('list').filter({ hasText: 'KL 1009 boards in' });
  await expect(why.getByText(/^KL 1009 boards in \d min$/)).toBeVisible();
  await expect(why.getByText('P3 → P2')).toBeVisible();
  await expect(desk.getByText('Schedule changed: KL 1009').first()).toBeVisible();
  const { violations } = await new AxeBuilder({ page: desk }).analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);

  // Called off: no clock; at another gate: nothing here.
  await schedule(server, 'A4', 600, 'cancelled');
  await expect(head.getByText('KL 1009, Gate A4: cancelled')).toBeVisible();
  await schedule(server, 'A6', 600);
  await expect(head.getByText('KL 1009')).toHaveCount(0);
  await expect(damage.getByText('KL 1009')).toHaveCount(0);
});

test('on patrol the clock stands under the place', async ({ server, stage }) => {
  await schedule(server, 'A4', 14 * 60 + 30);
  await server.report(DAMAGE);
  const phone = await stage.phone('/patrol', {}, PHONE);
  await signIn(phone, 'officer@demo.test');
  await expect(phone.locator('.job').getByText('KL 1009: boards in 14 min')).toBeVisible();
  expect(await phone.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  const { violations } = await new AxeBuilder({ page: phone }).setLegacyMode(true).analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
});
