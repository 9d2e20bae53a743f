// The native window, driven by raw WebDriver (W3C) through WebKitWebDriver: no npm dependency.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf';

/** Asks until it is so, or says what was wrong last. */
export async function until(what, ask, seconds = 20) {
  const end = Date.now() + seconds * 1000;
  let last;
  while (Date.now() < end) {
    try {
      const answer = await ask();
      if (answer) return answer;
      last = undefined;
    } catch (error) {
      last = error;
    }
    await pause(100);
  }
  throw new Error(`waited ${seconds} s in vain for: ${what}${last ? ` (${last.message})` : ''}`);
}

export async function freePort() {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address();
  await new Promise((done) => probe.close(done));
  return port;
}

/** One start of the app: its own driver process, so that killing the app never leaves a session behind. */
export class Window {
  static async open(binary, env) {
    const port = await freePort();
    const driver = spawn('WebKitWebDriver', [`--port=${port}`, '--host=127.0.0.1'], {
      env: { ...process.env, ...env, TAURI_WEBVIEW_AUTOMATION: 'true' },
      stdio: ['ignore', 'ignore', process.env.SSA_TEST_NOISY ? 'inherit' : 'ignore'],
    });
    const window = new Window(driver, `http://127.0.0.1:${port}`, binary);
    try {
      const session = await until('the window', () =>
        window.#call('POST', '/session', {
          // No browserName: the driver would match none to an app of our own.
          capabilities: { alwaysMatch: { 'webkitgtk:browserOptions': { binary, args: [] } } },
        }),
      );
      window.session = `/session/${session.sessionId}`;
      await until('the page', () => window.find('//h1'));
      return window;
    } catch (error) {
      window.kill();
      throw error;
    }
  }

  constructor(driver, base, binary) {
    Object.assign(this, { driver, base, binary });
  }

  async #call(method, path, body) {
    const answer = await fetch(this.base + path, {
      method,
      headers: { 'content-type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: AbortSignal.timeout(15000),
    });
    const { value } = await answer.json();
    if (!answer.ok) throw new Error(`${path.replace(/.*\//, '')}: ${value.error} ${value.message}`);
    return value;
  }

  async find(xpath) {
    return (await this.#call('POST', `${this.session}/element`, { using: 'xpath', value: xpath }))[ELEMENT];
  }

  /** Presses a button or link by the words on it. */
  async press(words) {
    const named = `contains(normalize-space(.), ${JSON.stringify(words)}) or @aria-label=${JSON.stringify(words)}`;
    await this.click(`//*[(self::button or self::a) and not(@disabled) and (${named})]`, `“${words}”`);
  }

  async click(xpath, called = xpath) {
    const element = await until(called, () => this.find(xpath));
    await this.#call('POST', `${this.session}/element/${element}/click`, {});
  }

  async type(xpath, text) {
    const element = await until(xpath, () => this.find(xpath));
    await this.#call('POST', `${this.session}/element/${element}/value`, { text });
  }

  /** Waits until the page says so. */
  reads(words, seconds) {
    return until(`the page to say “${words}”`, async () => (await this.text()).includes(words), seconds);
  }

  async text() {
    return this.run('return document.body.innerText');
  }

  run(script, ...args) {
    return this.#call('POST', `${this.session}/execute/sync`, { script, args });
  }

  async picture() {
    return Buffer.from(await this.#call('GET', `${this.session}/screenshot`), 'base64');
  }

  /** Kills the app as the system would: nothing it holds in memory survives. Then its driver. */
  kill() {
    for (const pid of descendants(this.driver.pid)) if (isApp(pid, this.binary)) process.kill(pid, 'SIGKILL');
    for (const pid of descendants(this.driver.pid)) tryKill(pid);
    this.driver.kill('SIGKILL');
  }
}

function descendants(pid) {
  try {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number);
    return children.flatMap((child) => [child, ...descendants(child)]);
  } catch {
    return [];
  }
}

function isApp(pid, binary) {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')[0] === binary;
  } catch {
    return false;
  }
}

function tryKill(pid) {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // Gone with the app.
  }
}
