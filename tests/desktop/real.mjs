// The real server with its made-up authority, as a process that can be stopped and started on the same data.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
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

  async #ask(path, init) {
    const headers = { 'content-type': 'application/json', ...init.headers };
    const answer = await fetch(`${this.origin}/api/v1${path}`, { ...init, headers });
    if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
    return answer.json();
  }
}
