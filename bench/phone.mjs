/**
 * The reporter's pages on a slow phone, as JSON lines for report.py.
 *
 * usage: node phone.mjs SERVER WORK
 *
 * SERVER is the built binary, WORK an empty folder. Lighthouse looks at each page with its own throttled phone (slow 4G, a
 * quarter of this machine's speed) in a browser that has never seen it. Then the three taps of a report are made at a
 * quarter of the speed; what counts is the time from the finger's first touch to the next picture on the screen, which the
 * browser itself reports (Event Timing).
 */
import { launch } from 'chrome-launcher';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import lighthouse from 'lighthouse';
import puppeteer from 'puppeteer-core';

const GOAL = 15;
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 3);
const READY_WITHIN_MS = 60_000;
const TAP_LIMIT_MS = 100;
const SLOWDOWN = 4;
const [server, work] = process.argv.slice(2);
const chromePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
const chromeFlags = ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-background-networking'];
const PAGES = { 'first page': '/', 'sign on the wall': '/p/BV-T1-114', 'what to look for': '/learn' };
const SCORES = { performance: 95, accessibility: 100, 'best-practices': 100 };

const middle = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
const tell = (line) =>
  console.log(JSON.stringify({ goal: GOAL, anchor: null, ratio: null, rounds: ROUNDS, note: '', ...line }));

async function freePort() {
  const one = createServer().listen(0, '127.0.0.1');
  await once(one, 'listening');
  const { port } = one.address();
  one.close();
  await once(one, 'close');
  return port;
}

async function demo() {
  const listen = `127.0.0.1:${await freePort()}`;
  const running = spawn(server, ['demo'], {
    cwd: work,
    env: { ...process.env, SSA_LISTEN: listen, SSA_DATA_DIR: work, SSA_PUBLIC_URL: `http://${listen}` },
    stdio: 'ignore',
  });
  const until = Date.now() + READY_WITHIN_MS;
  for (;;) {
    const answer = await fetch(`http://${listen}/readyz`).catch(() => undefined);
    await answer?.arrayBuffer();
    if (answer?.ok) return { origin: `http://${listen}`, running };
    if (Date.now() > until || running.exitCode !== null) throw new Error('the server did not start');
    await new Promise((done) => setTimeout(done, 100));
  }
}

/** The scores of one page, 0 to 100, by category; each look in a new browser without anything kept. */
async function look(address) {
  const chrome = await launch({ chromePath, chromeFlags });
  try {
    const { lhr } = await lighthouse(address, {
      port: chrome.port,
      logLevel: 'silent',
      onlyCategories: Object.keys(SCORES),
    });
    return Object.fromEntries(Object.entries(lhr.categories).map(([name, { score }]) => [name, Math.round(score * 100)]));
  } finally {
    await chrome.kill();
  }
}

/** Milliseconds from touch to picture of every tap of a report from a sign, by what is tapped. */
async function taps(origin) {
  const browser = await puppeteer.launch({ executablePath: chromePath, args: chromeFlags });
  try {
    const page = await browser.newPage();
    await page.setViewport({ width: 390, height: 844, deviceScaleFactor: 2, isMobile: true, hasTouch: true });
    await page.evaluateOnNewDocument(() => {
      window.interactions = [];
      new PerformanceObserver((list) => {
        for (const { interactionId, duration } of list.getEntries()) if (interactionId) window.interactions.push(duration);
      }).observe({ type: 'event', durationThreshold: 16, buffered: true });
    });
    await page.goto(`${origin}/p/BV-T1-114`, { waitUntil: 'networkidle0' });
    await page.emulateCPUThrottling(SLOWDOWN);
    const steps = {
      'Report something': 'Report something',
      'a category': 'Bag or object',
      'Send report': 'Send report',
      'a first answer': 'It looks dangerous',
    };
    const longest = {};
    for (const [what, words] of Object.entries(steps)) {
      const button = await page.waitForSelector(`::-p-xpath(//button[contains(normalize-space(.), "${words}")])`, { visible: true });
      await page.evaluate(() => (window.interactions.length = 0));
      await button.tap();
      // An interaction is reported with the picture that follows it; shorter than 16 ms, it never is.
      await page.evaluate(() => new Promise((done) => setTimeout(done, 400)));
      longest[what] = Math.max(16, ...(await page.evaluate(() => window.interactions)));
    }
    return longest;
  } finally {
    await browser.close();
  }
}

const { origin, running } = await demo();
try {
  for (const [name, path] of Object.entries(PAGES)) {
    const looks = [];
    for (let round = 0; round < ROUNDS; round++) looks.push(await look(origin + path));
    for (const [category, limit] of Object.entries(SCORES)) {
      const ours = middle(looks.map((one) => one[category]));
      tell({
        what: `Lighthouse, ${name}: ${category.replace('-', ' ')}`,
        ours,
        unit: 'of 100',
        target: `≥ ${limit}`,
        met: ours >= limit,
        note: 'Lighthouse’s own throttled phone, a browser that has never seen the page, the middle of the rounds',
      });
    }
  }
  const rounds = [];
  for (let round = 0; round < ROUNDS; round++) rounds.push(await taps(origin));
  for (const what of Object.keys(rounds[0])) {
    const ours = middle(rounds.map((one) => one[what]));
    tell({
      what: `tap to picture: ${what}`,
      ours,
      unit: 'ms',
      target: `≤ ${TAP_LIMIT_MS} ms`,
      met: ours <= TAP_LIMIT_MS,
      note: `at a quarter of this machine’s speed, by the browser’s own account (steps of 8 ms, 16 where it is shorter); the middle of the rounds`,
    });
  }
} finally {
  running.kill('SIGTERM');
  const impatient = setTimeout(() => running.kill('SIGKILL'), 3_000);
  await once(running, 'exit');
  clearTimeout(impatient);
}
