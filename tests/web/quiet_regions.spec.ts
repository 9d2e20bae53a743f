import { expect, test, type Page } from './stand';

/** Counts what every polite region of the page is made to say from now on. */
async function listen(desk: Page): Promise<() => Promise<string[]>> {
  await desk.evaluate(() => {
    const said: string[] = ((window as unknown as { said: string[] }).said = []);
    const regions = '[role="status"], [aria-live="polite"]';
    const before = new Map<Element, string>();
    const look = () => {
      for (const region of document.querySelectorAll(regions)) {
        const text = region.textContent?.trim() ?? '';
        const known = before.get(region);
        before.set(region, text);
        if (known !== undefined && text !== known && text !== '') said.push(text);
      }
    };
    look();
    new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true });
  });
  return () => desk.evaluate(() => (window as unknown as { said: string[] }).said);
}
const KINDS = ['item.lost', 'crime.damage', 'access.badge', 'crime.fraud', 'behaviour.photo'];
const PLATES = ['BV-T1-112', 'BV-T1-114', 'BV-T1-122', 'BV-LS-01'];

test('the whole map says what one asked for, and keeps quiet in a flood', async ({ server, stage }) => {
  await server.report({ category: 'item.unattended', place: { plate: PLATES[0] } });
  const desk = await stage.desk();
  await desk.goto('/desk/map');
  const main = desk.getByRole('main', { name: 'Map' });
  const counts = main.getByText(/^1 here of 1/).first();
  await expect(counts).toBeVisible();
  await expect(main.getByRole('status').filter({ hasText: /^1 here of 1/ })).toHaveCount(1);

  const told = await listen(desk);
  for (let nth = 0; nth < 20; nth++) {
    await server.report({ category: KINDS[nth % 5], place: { plate: PLATES[nth % 4] } });
    await desk.waitForTimeout(300);
  }
  await expect(main.getByText(/^\d+ here of (1\d|2[01])\b/).first()).toBeVisible();
  // The desk gathers them into its sentence; the map adds nothing to it.
  await expect.poll(async () => (await told()).length, { timeout: 20_000 }).toBeGreaterThan(0);
  const flood = await told();
  expect(flood.length, flood.join('\n')).toBeLessThanOrEqual(3);
  expect(flood.filter((one) => / here of \d/.test(one))).toEqual([]);

  // Somebody asks for another floor, and is told once what is there.
  await main.getByRole('group', { name: 'Floor', exact: true }).getByRole('button').last().click();
  await expect.poll(async () => (await told()).filter((one) => / here of \d/.test(one)).length).toBe(1);
});

test('the replay says where it came to rest, and not each second', async ({ server, stage }) => {
  await server.report({ category: 'item.unattended', place: { plate: PLATES[0] } });
  const desk = await stage.desk();
  await desk.emulateMedia({ reducedMotion: 'no-preference' });
  await desk.goto('/desk/map');
  const main = desk.getByRole('main', { name: 'Map' });
  await expect(main.getByRole('row')).not.toHaveCount(0);
  await desk.keyboard.press('p');
  const time = main.locator('.asof time');
  const told = await listen(desk);
  const seen = new Set<string>();
  await expect
    .poll(async () => seen.add((await time.textContent()) ?? '').size, { timeout: 20_000, intervals: [500] })
    .toBeGreaterThan(4);
  expect(await told()).toEqual([]);
  await desk.keyboard.press('p');
  await expect.poll(async () => (await told()).length).toBe(1);
  expect((await told())[0]).toContain((await time.textContent())!);
});
