// The story of the native app: somebody reports with no server in reach, the app is killed, and the report arrives
// exactly once when both are back.
//
//   xvfb-run -a dbus-run-session -- node tests/desktop/window.mjs
//
// APP_BIN    the app, built with --features tauri/custom-protocol (default target/debug/app)
// SSA_BINARY a server to run instead of the stand-in (`seesayact`); then what arrived is counted at its desk
// SSA_SHOTS  a folder for pictures of the window
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Window, freePort, until } from './driver.mjs';
import { RealServer } from './real.mjs';
import { shown } from './screen.mjs';
import { StandIn } from './stand-in.mjs';

const PHOTO = resolve('tests/fixtures/photos/with-place.jpg');
const WORDS = 'a grey suitcase nobody came back to';
const binary = resolve(process.env.APP_BIN ?? 'target/debug/app');
const home = mkdtempSync(join(tmpdir(), 'see-say-act-'));
const port = await freePort();
const server = process.env.SSA_BINARY ? new RealServer(process.env.SSA_BINARY, port, join(home, 'server')) : new StandIn(port);
const env = { SSA_APP_DATA_DIR: join(home, 'device'), SSA_APP_SERVER: server.origin, XDG_DATA_HOME: home, XDG_CACHE_HOME: home, XDG_CONFIG_HOME: home };

let [passed, failed] = [0, 0];
let window;
/** The app's own title and icon, as the screen shows them. */
let own;

/** One step of the story. The steps build on each other, so the first that fails ends it. */
async function step(name, act) {
  try {
    await act();
    passed += 1;
    console.log(`ok   ${name}`);
  } catch (error) {
    failed += 1;
    console.log(`FAIL ${name}\n     ${error.message}`);
    if (window?.session) console.log(`     the page said: ${await window.text().catch(() => 'nothing')}`);
    throw error;
  } finally {
    await shoot(name);
  }
}

async function shoot(name) {
  if (!process.env.SSA_SHOTS || !window?.session) return;
  mkdirSync(process.env.SSA_SHOTS, { recursive: true });
  const picture = await window.picture().catch(() => undefined);
  if (picture) writeFileSync(join(process.env.SSA_SHOTS, `${String(passed).padStart(2, '0')}-${name.replace(/\W+/g, '-')}.png`), picture);
}

function files(folder) {
  return readdirSync(folder, { withFileTypes: true, recursive: true }).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath ?? entry.path, entry.name));
}

/** A file that went meanwhile holds nothing. */
function read(path) {
  try {
    return readFileSync(path);
  } catch {
    return Buffer.alloc(0);
  }
}

async function story() {
  await step('the window opens and shows the venue it is given', async () => {
    await server.start();
    window = await Window.open(binary, env);
    await window.press('Choose a place');
    await window.press('Bayview Airport');
    await window.reads('Report something');
    // The engine writes what a page keeps a moment later: who is killed before that has chosen nothing yet.
    await until('the choice to lie on the disk', () => files(home).some((path) => read(path).includes('bayview', 0, 'utf16le')));
  });

  await step('the page may use nothing of the device but its own commands', async () => {
    const reached = await window.run(`
      const ask = (command) => window.__TAURI_INTERNALS__.invoke(command, {}).then(() => 'allowed', (error) => String(error));
      window.__asked = undefined;
      Promise.all(['plugin:window|close', 'plugin:event|emit', 'plugin:path|resolve_directory'].map(ask)).then((all) => (window.__asked = all));
      return true;`);
    if (!reached) throw new Error('the page did not run');
    const answers = await until('the refusals', () => window.run('return window.__asked'));
    if (answers.some((answer) => answer === 'allowed')) throw new Error(`allowed: ${JSON.stringify(answers)}`);
  });

  await step('under a neutral name neither the title nor the icon tells what it is', async () => {
    own = await until('the window on the screen', shown);
    if (own.title !== 'See Say Act') throw new Error(`it is called ${own.title}`);
    await window.click('//a[@href="/settings"]');
    await window.reads('The app then goes by “Travel notes”.');
    await flip('Neutral name and picture');
    const now = await until('the other name', () => shown()?.title === 'Travel notes' && shown());
    if (now.icon === own.icon) throw new Error('the picture is still its own');
    if (!readFileSync(join(env.SSA_APP_DATA_DIR, 'settings.json'), 'utf8').includes('"neutral":true')) throw new Error('it is not kept');
  });

  await step('killed and started, it never shows what it is, not even at first', async () => {
    window.kill();
    await until('the old window to go', () => !shown());
    const titles = new Set();
    const watch = setInterval(() => titles.add(shown()?.title), 25);
    window = await Window.open(binary, env).finally(() => clearInterval(watch));
    const { title, icon } = await until('the window on the screen', shown);
    titles.add(title);
    titles.delete(undefined);
    if ([...titles].join() !== 'Travel notes') throw new Error(`it was called ${[...titles]}`);
    if (icon === own.icon) throw new Error('the picture is its own again');
    if (!(await window.run('return document.title')).startsWith('Travel notes')) throw new Error('the page tells what it is');
  });

  await step('asked back, it goes by its own name and picture again', async () => {
    await window.click('//a[@href="/settings"]');
    await flip('Neutral name and picture');
    await until('its own name', () => shown()?.title === own.title && shown()?.icon === own.icon);
    window.kill();
    await until('the old window to go', () => !shown());
    window = await Window.open(binary, env);
    await until('its own name', () => shown()?.title === own.title && shown()?.icon === own.icon);
    await window.reads('Report something');
  });

  await step('what is smuggled into the page does not run and reaches nobody', async () => {
    const elsewhere = new StandIn(await freePort());
    await elsewhere.start();
    await window.run(
      `window.__smuggled = [];
      const script = Object.assign(document.createElement('script'), { text: 'window.__smuggled.push("an inline script ran")' });
      try { document.body.append(script); } catch { /* Refused earlier still. */ }
      try { (0, eval)('window.__smuggled.push("eval ran")'); } catch { /* As it should be. */ }
      const holder = document.body.appendChild(document.createElement('div'));
      try { holder.innerHTML = '<img src="x:" onerror="window.__smuggled.push(&quot;a handler ran&quot;)">'; } catch { /* Refused earlier still. */ }
      const image = Object.assign(new Image(), { src: arguments[0] + '/pixel.png' });
      fetch(arguments[0] + '/api/v1/venues').then(() => window.__smuggled.push('another server was reached'), () => {}).finally(() => (window.__tried = true));
      document.body.append(image);
      location.href = arguments[0];`,
      elsewhere.origin,
    );
    await until('the tries to end', () => window.run('return window.__tried'));
    await pause(500);
    const smuggled = await window.run('return [...window.__smuggled, ...(location.protocol === "tauri:" ? [] : ["the window was led away"])]');
    await elsewhere.stop();
    if (smuggled.length > 0 || elsewhere.met > 0) throw new Error(`${smuggled} ${elsewhere.met} requests`);
  });

  await step('with no server, the report is saved and says so', async () => {
    await server.stop();
    await window.press('Report something');
    await window.press('Bag or object');
    await refine();
    await window.press('From a list');
    await window.type('//textarea[@id="place-words"]', WORDS);
    await window.press('Use these words');
    await window.press('Send report');
    await window.reads('Saved on this phone, not sent');
  });

  await step('it lies on the disk, and cannot be read there', async () => {
    const kept = files(env.SSA_APP_DATA_DIR);
    if (!kept.some((path) => path.endsWith('/item'))) throw new Error(`no item among ${kept}`);
    const readable = files(home).filter((path) => readFileSync(path).includes(WORDS));
    if (readable.length > 0) throw new Error(`readable in ${readable}`);
  });

  await step('killed and started with still no server, it is there', async () => {
    window.kill();
    window = await Window.open(binary, env);
    await window.press('My reports');
    await window.reads('Saved on this phone, not sent');
  });

  await step('killed again; with the server back it goes by itself', async () => {
    window.kill();
    await server.start();
    window = await Window.open(binary, env);
    await until('the report to arrive', async () => (await server.arrived(WORDS)) === 1, 60);
    await window.press('My reports');
    await window.reads('Everything is sent');
  });

  // The stand-in is no desk: whether a keeper can open what was sealed, only the real server tells.
  if (server instanceof RealServer)
    await step('a photo added and the app killed at once: it arrives clean, and its sealed original opens with age', async () => {
      await server.stop();
      await window.press(WORDS);
      await window.press('Photos');
      await window.type('//input[@type="file" and @multiple]', PHOTO);
      await window.reads('Sends soon');
      window.kill();
      await server.start();
      window = await Window.open(binary, env);
      const { original, sealed } = await until('both to arrive', () => server.photo(WORDS), 60);
      const file = join(home, 'original.age');
      writeFileSync(file, original);
      const opened = execFileSync('age', ['--decrypt', '--identity', server.evidenceKey(), file], { maxBuffer: 1 << 26 });
      if (!opened.equals(readFileSync(PHOTO))) throw new Error('the original is not what the camera made');
      const claimed = createHash('sha256').update(opened).digest('hex');
      if (sealed.claimed_sha256 !== claimed) throw new Error(`${sealed.claimed_sha256} was claimed, ${claimed} it is`);
    });

  await step('killed once more, it is not sent again, and its receipt is kept', async () => {
    window.kill();
    window = await Window.open(binary, env);
    await window.press('My reports');
    await window.reads('Everything is sent');
    await pause(3000);
    const times = await server.arrived(WORDS);
    if (times !== 1) throw new Error(`it arrived ${times} times`);
  });
}

/** Presses a switch by the name it is read out with. */
async function flip(name) {
  await window.click(`//*[@role="switch" and @aria-label=${JSON.stringify(name)}]`);
}

/** Some tiles ask which kind it is first; here it does not matter. */
async function refine() {
  await until('the next question', async () => /Where is it\?|Not sure/.test(await window.text()));
  if ((await window.text()).includes('Not sure')) await window.press('Not sure');
}

await story().catch(() => {});
window?.kill();
await server.stop();
rmSync(home, { recursive: true, force: true });
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
