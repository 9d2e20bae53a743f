import AxeBuilder from '@axe-core/playwright';
import { expect, row, test, type Officer, type Page } from './stand';

const BAG = { category: 'item.unattended', place: { plate: 'BV-T1-114' } };
const SOMEWHERE = { category: 'fault.equipment', place: { text: 'outside, I think' } };
interface Placed {
  id: string;
  version: number;
  place: { lat: number; lon: number };
}
/** So many metres to the north of a place, on whatever floor. */
const north = ({ place: { lat, lon } }: Placed, metres: number) => ({
  latitude: lat + metres / 111_320,
  longitude: lon,
  accuracy_m: 8,
});

async function share(officer: Officer, place: object): Promise<void> {
  const headers = { Authorization: `Bearer ${officer.token}`, 'Content-Type': 'application/json' };
  await officer.server.ask('/desk/me/place', { method: 'PUT', headers, body: JSON.stringify(place) });
}

test('who shares a place is on the plan, and who can be there first is said in metres', async ({ server, stage }) => {
  await server.report(BAG);
  const officer = await server.officer();
  const second = await server.officer('second@demo.test');
  const [bag] = (await officer.read<{ items: Placed[] }>('/desk/incidents?venue=bayview')).items as [Placed];
  await officer.act(bag, 'acknowledge', { version: bag.version });
  await server.report(SOMEWHERE);
  const me = (await officer.read<{ name: string }>('/me')).name;
  const third = await server.officer('supervisor@demo.test');
  const far = (await third.read<{ name: string }>('/me')).name;
  const other = (await second.read<{ name: string }>('/me')).name;
  await share(officer, north(bag, 140));
  await share(second, north(bag, 60));
  await share(third, north(bag, 90));

  const desk = await stage.desk();
  await expect(row(desk, /Bag or item left alone/)).toContainText('140 m from you');
  await expect(row(desk, /equipment|fault|broken/i)).not.toContainText('from you');
  const people = (name: string) => desk.getByRole('region', { name });
  await expect(people('On duty')).toBeVisible();

  await row(desk, /Bag or item left alone/).click();
  const first = people('Who can be there first');
  const line = (nth: number) => first.getByRole('row').nth(nth);
  // Whoever has it comes before those who are nearer.
  await expect(line(0)).toContainText(new RegExp(`${me}.*140 m`));
  await expect(line(1)).toContainText(new RegExp(`${other}.*60 m`));
  await expect(line(2)).toContainText(new RegExp(`${far}.*90 m`));
  await expect(line(3)).not.toContainText(/\d m/);
  const marks = desk.locator('.mapside .patrolmark');
  await expect(marks).toHaveCount(3);
  await expect(marks.filter({ hasText: other })).toHaveAccessibleName(/ago$/);
  expect((await new AxeBuilder({ page: desk }).analyze()).violations).toEqual([]);

  // Where nobody knows where it is there is no distance.
  await row(desk, /equipment|fault|broken/i).click();
  await expect(people('On duty')).not.toContainText(/\d m/);

  // Somebody who told their place a while ago is not nearer than who is there now; the plan shows them pale.
  await old(desk, other);
  await desk.reload();
  await row(desk, /Bag or item left alone/).click();
  await expect(line(1)).toContainText(far);
  await expect(line(2)).toContainText(/60 m.*5 min ago/);
  await expect(desk.locator('.mapside .patrolmark.old')).toHaveCount(1);
});

test('a row says when there was news of it', async ({ server, stage }) => {
  await server.report(BAG);
  const desk = await stage.desk();
  const bag = row(desk, /Bag or item left alone/);
  await expect(bag).not.toContainText('Last news');
  // The clock of the page alone goes on, and no answer tells it the time; the line stands.
  await desk.route(/\/api\/v1\/(?!desk\/stream)/, async (route) => {
    const response = await route.fetch();
    const { date: _date, ...headers } = response.headers();
    await route.fulfill({ response, headers });
  });
  await desk.clock.install();
  await desk.clock.fastForward(240_000);
  await expect(bag).toContainText('4 min');
  await server.report(BAG);
  await expect(bag).toContainText(/Last news \d+ s ago/);
});

async function old(desk: Page, name: string): Promise<void> {
  await desk.route('**/api/v1/desk/patrols*', async (route) => {
    const answer = await route.fetch();
    const told = (await answer.json()) as { items: { person: { label: string }; at: string }[] };
    for (const one of told.items)
      if (one.person.label.startsWith(name)) one.at = new Date(Date.parse(one.at) - 300_000).toISOString();
    await route.fulfill({ response: answer, json: told });
  });
}
