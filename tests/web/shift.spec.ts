import { expect, row, test, type Page, type Server } from './stand';
import { heap, queued, standing } from './stand/queue';

/**
 * A shift of eight hours in a minute or two: the desk's own clock is the real one, so what is replayed is how much comes, not how long
 * it lasts.
 */
const COUNT = Number(process.env.SSA_SHIFT ?? 1500);
const STEPS = 5;
/** What a desk may hold more after a shift than before it. */
const MORE_BYTES = 8 * 1024 * 1024;
const AT_ONCE = 10;

/** Each of these is somebody's own matter: none joins another, so that as many incidents stand as reports were sent. */
const KINDS = [
  'info.planned',
  'access.badge',
  'behaviour.recruit',
  'cyber.fake',
  'cyber.phish',
  'info.other',
  'behaviour.other',
  'crime.theft_past',
];
const PLATES = ['BV-T1-114', 'BV-PB-07', 'BV-RS-11', 'BV-CG-12', 'BV-AS-10', 'BV-LS-01', 'BV-P1-12'];
const P1 = { category: 'person.impaired_duty', place: { plate: 'BV-T1-151' } };

test(`a shift with ${COUNT} incidents at one desk`, async ({ server, stage }) => {
  test.setTimeout(240_000);
  // Everybody writes from one address here.
  await server.stop();
  server.settings = { SSA_WRITES_PER_MINUTE_PER_ADDRESS: '100000', SSA_WRITES_PER_MINUTE_PER_VENUE: '100000' };
  await server.start();
  await come(server, 0, 30);
  const desk = await stage.desk();
  const officer = await server.officer();
  const second = await server.officer('second@demo.test');
  const mine = (await officer.read<{ id: string }>('/me')).id;
  await row(desk, /.*/).nth(2).click();
  await shows(desk, 30);
  const start = await heap(desk);
  const figures: string[] = [`0: ${megabytes(start)}`];

  let came = 30;
  let worked = 0;
  for (let step = 1; step <= STEPS; step++) {
    const until = Math.round((COUNT * step) / STEPS);
    const half = Math.round((until - came - 1) / 2);

    // The row that is chosen stays under the finger while hundreds come in around it.
    const chosen = await chooseInTheMiddle(desk);
    const watched = await watch(desk, chosen);
    await come(server, came, came + half);
    came += half;
    await shows(desk, came - worked);
    expect(await watched(), `moved while ${half} came`).toEqual({ farthest: 0, away: 0 });

    // A P1 calls in the middle of it, and is taken by its key while more come.
    const more = come(server, came, until - 1);
    await server.report(P1);
    came = until;
    const band = desk.getByRole('region', { name: /^P1 waits: / });
    await expect(band).toBeVisible();
    const number = /A-\d+/.exec((await band.getAttribute('aria-label'))!)![0];
    await desk.keyboard.press('a');
    await expect(band).toBeHidden();
    const taken = (await standing(officer)).find((one) => one.number === number)!;
    expect([taken.status, taken.assignee?.id, taken.version]).toEqual(['acknowledged', mine, 2]);

    // The officer works it through to its end, by keys alone, and each act lands.
    const acts = desk.getByRole('toolbar', { name: 'Acts' });
    await expect(acts.getByRole('button', { name: /^En route/ })).toBeEnabled();
    await desk.keyboard.press('e');
    await expect(acts.getByRole('button', { name: /^On scene/ })).toBeEnabled();
    await desk.keyboard.press('s');
    await expect(acts.locator('.main')).toHaveText(/^Resolve/);
    await expect(acts.locator('.main')).toBeEnabled();
    await desk.keyboard.press('r');
    await desk.keyboard.press('1');
    await expect(acts.locator('.main')).toHaveText(/^Close/);
    worked += 1;
    const ended = await officer.read<{ status: string; version: number }>(`/desk/incidents/${taken.id}`);
    expect([ended.status, ended.version]).toEqual(['resolved', 5]);

    await more;
    await shows(desk, came - worked);
    figures.push(`${came}: ${megabytes(await heap(desk))}`);
  }

  // All that the server holds open is in the queue, and each of it once.
  const open = await standing(officer);
  expect(open).toHaveLength(COUNT - worked);
  expect((await queued(desk)).map(({ id }) => id).sort()).toEqual(open.map(({ id }) => id).sort());

  // The end of the shift: nearly all are worked off, and the desk lets go of what it no longer needs.
  const rest = open.splice(0, open.length - 25);
  await many(rest, async (incident) => {
    const { version } = await second.act<{ version: number }>(incident, 'acknowledge', { version: incident.version });
    await second.act(incident, 'status', { version, to: 'resolved', disposition: 'advice_given' });
  });
  await shows(desk, 25);
  expect((await queued(desk)).map(({ id }) => id).sort()).toEqual(open.map(({ id }) => id).sort());
  const end = await heap(desk);
  figures.push(`closed: ${megabytes(end)}`);
  console.log(`JS heap in MB after so many incidents: ${figures.join(', ')}`);
  expect(end - start).toBeLessThan(MORE_BYTES);
});

const megabytes = (bytes: number) => (bytes / 1024 / 1024).toFixed(1);

/** Does it for all of them, so many at a time. */
async function many<One>(all: readonly One[], work: (one: One) => Promise<unknown>): Promise<void> {
  const left = [...all];
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let one = left.shift(); one !== undefined; one = left.shift()) await work(one);
    }),
  );
}

/** The reports from one number to another, all of kinds and places in turn. */
function come(server: Server, from: number, until: number): Promise<void> {
  const reports = Array.from({ length: Math.max(0, until - from) }, (_, nth) => ({
    category: KINDS[(from + nth) % KINDS.length]!,
    place: { plate: PLATES[(from + nth) % PLATES.length]! },
  }));
  return many(reports, (body) => server.report(body));
}

/** The desk says itself how many stand in the venue. */
async function shows(desk: Page, count: number): Promise<void> {
  const venue = desk.getByRole('group', { name: 'Which incidents' }).getByRole('button', { name: /^Venue/ });
  await expect(venue.locator('em')).toHaveText(String(count), { timeout: 30_000 });
}

async function chooseInTheMiddle(desk: Page): Promise<string> {
  await desk.mouse.move(0, 0);
  return desk.evaluate(async () => {
    const drawn = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    const list = document.querySelector<HTMLElement>('.qlist')!;
    list.scrollTop = (list.scrollHeight - list.clientHeight) / 2;
    await drawn();
    const middle = list.getBoundingClientRect().top + list.clientHeight / 2;
    const row = [...list.querySelectorAll<HTMLElement>('.qrow')].find(
      (one) => one.getBoundingClientRect().bottom > middle,
    )!;
    row.click();
    await drawn();
    return row.dataset['id']!;
  });
}

/** Looks at every frame where the row stands; answers how far it was at most from where it was chosen, and how often it was not there. */
async function watch(desk: Page, id: string): Promise<() => Promise<{ farthest: number; away: number }>> {
  const watching = await desk.evaluateHandle((of) => {
    const find = () => document.querySelector(`.qrow[data-id="${of}"]`)?.getBoundingClientRect().top;
    const from = find()!;
    const seen = { farthest: 0, away: 0, stopped: false };
    const look = () => {
      if (seen.stopped) return;
      const at = find();
      if (at === undefined) seen.away += 1;
      else seen.farthest = Math.max(seen.farthest, Math.round(Math.abs(at - from)));
      requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
    return seen;
  }, id);
  return () =>
    watching.evaluate((seen) => {
      seen.stopped = true;
      return { farthest: seen.farthest, away: seen.away };
    });
}
