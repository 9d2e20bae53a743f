import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Server } from './stand';

/** More than a desk reads in the beginning, which is five pages of 200. */
const COUNT = 1040;
const AT_ONCE = 10;
/** Each of these is somebody's own matter: none joins another. */
const KINDS = ['access.badge', 'behaviour.recruit', 'cyber.fake', 'cyber.phish', 'behaviour.other', 'crime.theft_past'];
const PLATES = ['BV-T1-114', 'BV-PB-07', 'BV-RS-11', 'BV-CG-12', 'BV-AS-10', 'BV-LS-01', 'BV-P1-12'];
/** The last of all: nobody hurries, and nobody knows where it is. */
const LAST = { category: 'item.lost', place: { text: 'outside, I think' }, narrative: 'A zebra under an umbrella' };

test('a venue where more than a thousand incidents stand is whole in the queue', async ({ server, stage }) => {
  test.setTimeout(240_000);
  await server.stop();
  server.settings = { SSA_WRITES_PER_MINUTE_PER_ADDRESS: '100000', SSA_WRITES_PER_MINUTE_PER_VENUE: '100000' };
  await server.start();
  await fill(server);
  await server.report(LAST);

  const desk = await stage.desk();
  const queue = desk.getByRole('region', { name: 'Queue' });
  const counted = (view: string) =>
    desk.getByRole('group', { name: 'Which incidents' }).getByRole('button', { name: view }).locator('em');
  await expect(counted('Venue')).toHaveText('1000+');
  await expect(counted('All')).toHaveText('1000+');
  await expect(counted('My post')).toHaveText(/^\d+\+$/);
  await expect(queue.locator('.qgroup span').nth(1)).toHaveText(/^\d+\+$/);

  // Its box is asked of the server: what lies beyond what the desk holds is found, and then the count is whole.
  const box = queue.getByRole('button', { name: /^Uncorrelated/ });
  await expect(box).toHaveText('Uncorrelated 0+');
  await box.press('Enter');
  await expect(queue.locator('.qrow')).toHaveCount(1);
  await expect(box).toHaveText('Uncorrelated 1');
  await expect(queue.locator('.qgroup span').nth(1)).toHaveText('1');
  const id = await queue.locator('.qrow').getAttribute('data-id');
  await box.press('Enter');
  await expect(counted('Venue')).toHaveText('1001+');

  // What my post has is a list of its own, and is read to its end by itself.
  const more = queue.getByRole('button', { name: 'Show more' });
  await counted('My post').click();
  await more.focus();
  await expect(counted('My post')).toHaveText(/^\d+$/);
  await counted('Venue').click();

  // Words find page by page, to the last of them.
  await desk.getByRole('searchbox').fill('zebra umbrella');
  await expect(queue.locator(`.qrow[data-id="${id}"]`)).toBeVisible();
  await expect(queue.locator('.qrow')).toHaveCount(1);
  await desk.getByRole('searchbox').fill('');

  // The end of the list is reached by keys alone, and then it is counted whole.
  await expect(more).toBeAttached();
  expect((await new AxeBuilder({ page: desk }).include('.queue').analyze()).violations).toEqual([]);
  await more.focus();
  await expect(counted('Venue')).toHaveText(String(COUNT + 1));
  await expect(more).toBeHidden();
  await expect(queue.locator('.qrow:focus')).toBeVisible();
  await queue.locator('.qlist').evaluate((list) => (list.scrollTop = list.scrollHeight));
  await expect(queue.locator(`.qrow[data-id="${id}"]`)).toBeVisible();
  await expect(box).toHaveText('Uncorrelated 1');

  // The map's table holds the most urgent of them, and leads to all.
  await desk.goto('/desk/map');
  const map = desk.getByRole('main', { name: 'Map' });
  await expect(map.getByText(/The 200 most urgent of \d+\./)).toBeVisible();
  await map.getByRole('link', { name: 'All of them, in the queue' }).click();
  await expect(queue.locator('.qrow').first()).toBeVisible();
});

async function fill(server: Server): Promise<void> {
  let nth = 0;
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let mine = nth++; mine < COUNT; mine = nth++)
        await server.report({
          category: KINDS[mine % KINDS.length]!,
          place: { plate: PLATES[mine % PLATES.length]! },
        });
    }),
  );
}
