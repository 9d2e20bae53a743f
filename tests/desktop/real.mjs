// The real server with its made-up authority, as a process that can be stopped and started on the same data.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { until } from './driver.mjs';

const PASSWORD = 'window-story-only-9f3c71';

export class RealServer {
  constructor(binary, port, folder) {
    Object.assign(this, { binary, folder, origin: `http://127.0.0.1:${port}`, listen: `127.0.0.1:${port}` });
    mkdirSync(folder, { recursive: true });
  }

  async start() {
    // Nothing of our own settings: the server refuses an SSA_ variable it does not know.
    const ours = Object.entries(process.env).filter(([name]) => !name.startsWith('SSA_'));
    const env = { ...Object.fromEntries(ours), SSA_LISTEN: this.listen, SSA_DATA_DIR: this.folder, SSA_DEMO_PASSWORD: PASSWORD };
    this.process = spawn(this.binary, ['demo'], { env, stdio: process.env.SSA_TEST_NOISY ? 'inherit' : 'ignore' });
    await until('the server', async () => (await fetch(`${this.origin}/readyz`)).ok, 60);
  }

  async stop() {
    if (!this.process || this.process.exitCode !== null) return;
    this.process.kill('SIGTERM');
    await once(this.process, 'exit');
  }

  /** How many reports with these words an officer finds. */
  async arrived(words) {
    const { access_token } = await this.#ask('/auth/login', { method: 'POST', body: JSON.stringify({ email: 'officer@demo.test', password: PASSWORD }) });
    const headers = { authorization: `Bearer ${access_token}` };
    const { items } = await this.#ask('/desk/incidents?limit=200', { headers });
    const whole = await Promise.all(items.map(({ id }) => this.#ask(`/desk/incidents/${id}`, { headers })));
    return whole.flatMap(({ reports }) => reports).filter((report) => JSON.stringify(report).includes(words)).length;
  }

  /** The first photo of the report with these words, once its clean copy and its sealed original are here. */
  async photo(words) {
    const { access_token } = await this.#ask('/auth/login', { method: 'POST', body: JSON.stringify({ email: 'officer@demo.test', password: PASSWORD }) });
    const headers = { authorization: `Bearer ${access_token}` };
    const { items } = await this.#ask('/desk/incidents?limit=200', { headers });
    const whole = await Promise.all(items.map(({ id }) => this.#ask(`/desk/incidents/${id}`, { headers })));
    const report = whole.flatMap(({ reports }) => reports).find((one) => JSON.stringify(one).includes(words));
    const photo = report?.photos.find(({ state, sealed }) => state === 'ready' && sealed);
    if (!photo) return undefined;
    await fetch(`${this.origin}/api/v1/auth/step-up`, { method: 'POST', headers: { ...headers, 'content-type': 'application/json' }, body: JSON.stringify({ password: PASSWORD }) });
    const answer = await fetch(`${this.origin}/api/v1/desk/photos/${photo.id}/original`, { headers: { ...headers, 'x-reason': 'case 17' } });
    if (!answer.ok) throw new Error(`the original: ${answer.status}`);
    return { original: Buffer.from(await answer.arrayBuffer()), sealed: photo.sealed };
  }

  evidenceKey() {
    return join(this.folder, 'keys', 'evidence-bayview-ppa.txt');
  }

  async #ask(path, init) {
    const headers = { 'content-type': 'application/json', ...init.headers };
    const answer = await fetch(`${this.origin}/api/v1${path}`, { ...init, headers });
    if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
    return answer.json();
  }
}
