/**
 * The officers' desk in a browser over a filled demo, as JSON lines for report.py.
 *
 * usage: node desk.mjs SERVER_URL EMAIL PASSWORD WHAT
 *
 * `paint`: from the call of the address to the picture with the first rows of the queue, signed in, the pages in the browser's
 * own store as they are on any night but the first. `map`: frames while the whole map is dragged and drawn nearer, one line with
 * the middle frame and the 95th of a hundred, in milliseconds, and what the map says that it shows.
 */
import puppeteer from 'puppeteer-core';

const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 3) * 3;
const WITHIN_MS = 60_000;
const DRAGS = 6;
const [origin, email, password, what] = process.argv.slice(2);
const middle = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
const browser = await puppeteer.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--headless=new', '--no-sandbox', '--disable-dev-shm-usage', '--enable-unsafe-swiftshader', '--disable-background-networking'],
  protocolTimeout: WITHIN_MS * 4,
});

/** The milliseconds from the call of the page until these many of them are drawn, told by the page itself. */
async function drawn(page, path, selector, many) {
  await page.goto(origin + path, { waitUntil: 'commit' }).catch(() => page.goto(origin + path, { waitUntil: 'domcontentloaded' }));
  return page.evaluate(
    (selector, many) =>
      new Promise((done) => {
        const look = () => {
          if (document.querySelectorAll(selector).length < many) return requestAnimationFrame(look);
          // The frame that shows them is over when the next begins.
          requestAnimationFrame(() => done(performance.now()));
        };
        look();
      }),
    selector,
    many,
  );
}

async function paint(page) {
  const times = [];
  await drawn(page, '/desk', '.qrow', 5);
  for (let round = 0; round < ROUNDS; round++) times.push(await drawn(page, '/desk', '.qrow', 5));
  console.log(JSON.stringify({ p50: middle(times), longest: Math.max(...times), rounds: ROUNDS }));
}

async function map(page) {
  await drawn(page, '/desk/map', '.maplibregl-canvas', 1);
  const told = () => [...document.querySelectorAll('[role=status]')].map((one) => one.textContent.trim()).find((text) => /\d/.test(text));
  await page.waitForFunction(told, { timeout: WITHIN_MS });
  await new Promise((done) => setTimeout(done, 2_000));
  const box = await (await page.$('.maplibregl-canvas')).boundingBox();
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.evaluate(() => {
    window.frames_ = [];
    let last = performance.now();
    const frame = (now) => {
      window.frames_.push(now - last);
      last = now;
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  });
  for (let drag = 0; drag < DRAGS; drag++) {
    const away = drag % 2 ? -1 : 1;
    await page.mouse.move(x, y);
    await page.mouse.down();
    for (let step = 1; step <= 30; step++) await page.mouse.move(x + away * step * 6, y + away * step * 2);
    await page.mouse.up();
    await page.mouse.wheel({ deltaY: drag < DRAGS / 2 ? -120 : 120 });
    await new Promise((done) => setTimeout(done, 300));
  }
  const frames = (await page.evaluate(() => window.frames_)).toSorted((a, b) => a - b);
  const said = await page.evaluate(told);
  console.log(JSON.stringify({ p50: frames[Math.floor(frames.length * 0.5)], p95: frames[Math.floor(frames.length * 0.95)], frames: frames.length, said }));
}

try {
  const page = await browser.newPage();
  await page.setViewport({ width: 1440, height: 900 });
  await page.goto(`${origin}/desk`, { waitUntil: 'networkidle2' });
  await page.waitForSelector('input[type=email], input[autocomplete=username]', { timeout: WITHIN_MS });
  await page.type('input[type=email], input[autocomplete=username]', email);
  await page.type('input[type=password]', password);
  await page.keyboard.press('Enter');
  await page.waitForSelector('.qrow', { timeout: WITHIN_MS });
  await ({ paint, map })[what](page);
} finally {
  await browser.close();
}
