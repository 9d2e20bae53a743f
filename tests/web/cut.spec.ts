import { expect, live, signIn, test } from './stand';
import { Cable } from './stand/cable';
import { queued, standing } from './stand/queue';

const CUTS = 100;
/** Each is somebody's own matter: every report is a row. */
const KINDS = ['info.planned', 'access.badge', 'cyber.fake', 'cyber.phish', 'info.other', 'crime.theft_past'];
const PLATES = ['BV-T1-114', 'BV-PB-07', 'BV-RS-11', 'BV-CG-12', 'BV-LS-01'];

test(`the stream is cut ${CUTS} times, and no row is missing or there twice`, async ({ server, stage }) => {
  test.setTimeout(240_000);
  const cable = await Cable.to(server.origin);
  stage.origin = cable.origin;
  const context = await stage.context({ viewport: { width: 1440, height: 900 } });
  await context.addInitScript(listen);
  const desk = await context.newPage();
  const asked: (string | undefined)[] = [];
  desk.on('request', (request) => {
    if (isStream(request.url())) asked.push(request.headers()['last-event-id']);
  });
  let refuses = false;
  await desk.route(isStream, (route) => {
    if (!refuses) return route.continue();
    refuses = false;
    return route.abort('connectionreset');
  });
  await desk.goto('/desk');
  await signIn(desk, 'officer@demo.test');
  await expect(live(desk)).toBeVisible();
  let second = await server.officer('second@demo.test');

  let sent = 0;
  const news = async () => {
    const place = { plate: PLATES[sent % PLATES.length]! };
    await server.report({ category: KINDS[sent % KINDS.length]!, place });
    sent += 1;
    if (sent % 3 !== 0) return;
    const open = (await standing(second)).find(({ status }) => status === 'open')!;
    await second.act(open, 'acknowledge', { version: open.version });
  };

  for (let nth = 0; nth < CUTS; nth++) {
    const before = asked.length;
    let tries = 1;
    if (nth % 40 === 39) {
      // The server itself goes, and comes back.
      cable.cut();
      await server.stop();
      await server.start();
      second = await server.officer('second@demo.test');
      await news();
      cable.mend();
    } else if (nth % 4 === 0) {
      // While it comes in.
      const coming = news();
      cable.cut();
      await coming;
      cable.mend();
    } else if (nth % 4 === 1) {
      await context.setOffline(true);
      cable.cut();
      await news();
      cable.mend();
      await context.setOffline(false);
    } else if (nth % 4 === 2) {
      // In the middle of an event.
      cable.snap();
      await news();
    } else {
      // The first that asks again is turned away.
      refuses = true;
      tries = 2;
      cable.cut();
      cable.mend();
      await news();
    }
    await expect.poll(() => asked.length, { intervals: [20] }).toBeGreaterThanOrEqual(before + tries);
    await expect(live(desk)).toBeVisible();
  }
  expect(asked.length).toBeGreaterThan(CUTS);

  // One more, uncut: what came before it is on the desk once this is.
  await news();
  const held = await standing(await server.officer());
  expect(held).toHaveLength(sent);
  const venue = desk.getByRole('group', { name: 'Which incidents' }).getByRole('button', { name: /^Venue/ });
  await expect(venue.locator('em')).toHaveText(String(sent));
  const rows = await queued(desk);
  expect(rows.map(({ id }) => id).sort()).toEqual(held.map(({ id }) => id).sort());
  for (const { id, number, status } of held) {
    const { text } = rows.find((one) => one.id === id)!;
    expect(text).toContain(number);
    expect(text.includes('en route in'), `${number}: ${text}`).toBe(status === 'acknowledged');
  }

  // Each event was heard once, in order, and each time the desk asked for what follows the last that came whole.
  const heard = await desk.evaluate(() => (window as unknown as { heard: number[][] }).heard);
  const all = heard.flat();
  expect(all).toEqual([...new Set(all)].sort((one, other) => one - other));
  expect(asked.every((after, nth) => nth === 0 || Number(after) >= Number(asked[nth - 1]))).toBe(true);
  expect(asked.slice(1).filter((after) => !all.includes(Number(after)) && after !== asked[0])).toEqual([]);

  // The version of every row is the server's: all are chosen by keys and taken at once, and nobody is told that they are late.
  const versions: Record<string, number> = {};
  desk.on('request', (request) => {
    const id = /incidents\/([\w-]+)\/assign$/.exec(request.url())?.[1];
    if (id) versions[id] = (request.postDataJSON() as { version: number }).version;
  });
  await desk.keyboard.press('j');
  for (let nth = 1; nth < sent; nth++) await desk.keyboard.press('Shift+J');
  await expect(desk.locator('.bulkcount')).toContainText(String(sent));
  await desk.keyboard.press('t');
  await expect(desk.locator('.bulkcount')).toBeHidden({ timeout: 60_000 });
  expect(versions).toEqual(Object.fromEntries(held.map(({ id, version }) => [id, version])));
  cable.close();
});

function isStream(url: URL | string): boolean {
  return new URL(url).pathname.endsWith('/desk/stream');
}

/** Listens along with the desk: the numbers of the events that came whole, for each stream. Runs in the page. */
function listen(): void {
  const heard: number[][] = ((window as unknown as { heard: number[][] }).heard = []);
  const ask = window.fetch.bind(window);
  window.fetch = async (input, init) => {
    const answer = await ask(input, init);
    if (!String(input).includes('/desk/stream') || !answer.body) return answer;
    const [theirs, ours] = answer.body.tee();
    const ids: number[] = [];
    heard.push(ids);
    void (async () => {
      let rest = '';
      const reader = ours.pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>).getReader();
      for (;;) {
        const { value, done } = await reader.read();
        if (done) return;
        const events = (rest + value).split('\n\n');
        rest = events.pop()!;
        for (const event of events) {
          const id = /^id: (\d+)$/m.exec(event)?.[1];
          if (id) ids.push(Number(id));
        }
      }
    })().catch(() => undefined);
    return new Response(theirs, { status: answer.status, headers: answer.headers });
  };
}
