import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';

export const PASSWORD = 'browser-story-only-4c81e2';
const READY_WITHIN_MS = 60_000;

export interface Incident {
  id: string;
  number: string;
  version: number;
  priority: number;
  status: string;
  category: string;
  report_count: number;
  zone?: { id: string; label: string };
  assignee?: { id: string; label: string };
  reports: {
    id: string;
    narrative: { text: string }[];
    answers: { question: string; values: string[]; text?: string }[];
    place: {
      source?: string;
      plate?: { id: string };
      zone?: { id: string; label: string };
      lat?: number;
    };
    later_places: { source?: string }[];
    photos: {
      id: string;
      state: string;
      sealed?: { sha256: string; claimed_sha256?: string; media?: string };
    }[];
    messages: { from: string; text: string; option?: string }[];
    withdrawn?: { reason: string };
  }[];
  timeline: { kind: string; params: Record<string, unknown> }[];
}

/** The server under test with a made-up authority, in a folder of its own; it can be stopped and started on the same data. */
export class Server {
  #process: ChildProcess | undefined;
  /** Settings of a story's own; the next start reads them. */
  settings: Record<string, string> = {};
  /** What the next start is told besides. */
  words: string[] = ['--no-departures'];

  private constructor(
    readonly origin: string,
    readonly folder: string,
    readonly binary: string,
  ) {}

  static async begin(): Promise<Server> {
    const binary = process.env.SSA_BINARY;
    if (!binary) throw new Error('Set SSA_BINARY to the server to test, for example target/debug/seesayact.');
    const server = new Server(
      `http://127.0.0.1:${await freePort()}`,
      await mkdtemp(join(tmpdir(), 'seesayact-web-')),
      binary,
    );
    await server.start();
    return server;
  }

  async start(): Promise<void> {
    // Nothing of our own settings: the server refuses an SSA_ variable it does not know.
    const ours = Object.entries(process.env).filter(([name]) => !name.startsWith('SSA_'));
    const env = {
      ...Object.fromEntries(ours),
      SSA_LISTEN: new URL(this.origin).host,
      SSA_DATA_DIR: this.folder,
      SSA_PUBLIC_URL: this.origin,
      SSA_DEMO_PASSWORD: PASSWORD,
      ...this.settings,
    };
    const stdio = process.env.SSA_TEST_NOISY ? 'inherit' : 'ignore';
    const started = (this.#process = spawn(this.binary, ['demo', ...this.words], {
      env,
      stdio,
    }));
    const failed = once(started, 'error').then(([error]) => Promise.reject(error as Error));
    const ended = once(started, 'exit').then(([code]) => Promise.reject(new Error(`the server ended with ${code}`)));
    await Promise.race([this.#ready(), failed, ended]);
    failed.catch(() => undefined);
    ended.catch(() => undefined);
  }

  async stop(): Promise<void> {
    const running = this.#process;
    this.#process = undefined;
    if (!running || running.exitCode !== null || running.signalCode !== null) return;
    const gone = once(running, 'exit');
    running.kill('SIGTERM');
    // A stream that stays open may hold the server for its whole patience; a story need not wait for that.
    const impatient = setTimeout(() => running.kill('SIGKILL'), 3_000);
    await gone;
    clearTimeout(impatient);
  }

  async end(): Promise<void> {
    await this.stop();
    await rm(this.folder, { recursive: true, force: true });
  }

  /** Sends a report as a phone would, for stories that begin at the desk. */
  async report(body: object, venue = 'bayview'): Promise<{ id: string; receipt: string }> {
    const headers = {
      'Content-Type': 'application/json',
      'Idempotency-Key': randomUUID(),
    };
    return this.ask(`/venues/${venue}/reports`, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
    });
  }

  async officer(email = 'officer@demo.test'): Promise<Officer> {
    const body = JSON.stringify({ email, password: PASSWORD });
    const headers = { 'Content-Type': 'application/json' };
    const { access_token } = await this.ask<{ access_token: string }>('/auth/login', { method: 'POST', headers, body });
    return new Officer(this, access_token);
  }

  /** The path behind "I have it" in a mail of a page. Without a mail server mails are files. */
  async ackLink(): Promise<string> {
    const folder = join(this.folder, 'mail');
    const deadline = Date.now() + READY_WITHIN_MS;
    while (Date.now() < deadline) {
      for (const name of await readdir(folder).catch(() => [])) {
        const text = (await readFile(join(folder, name), 'utf8')).replace(/=\r?\n/g, '').replace(/=3D/g, '=');
        const path = /(\/desk\/ack#[\w-]+)/.exec(text)?.[1];
        if (path) return path;
      }
      await new Promise((next) => setTimeout(next, 50));
    }
    throw new Error('no page was sent by mail in time');
  }

  async ask<Answer>(path: string, init: RequestInit = {}): Promise<Answer> {
    const response = await fetch(`${this.origin}/api/v1${path}`, init);
    if (!response.ok) throw new Error(`${init.method ?? 'GET'} ${path}: ${response.status} ${await response.text()}`);
    return (response.status === 204 ? undefined : await response.json()) as Answer;
  }

  async #ready(): Promise<void> {
    const deadline = Date.now() + READY_WITHIN_MS;
    while (Date.now() < deadline) {
      const answer = await fetch(`${this.origin}/readyz`).catch(() => undefined);
      if (answer?.ok) return;
      await new Promise((next) => setTimeout(next, 50));
    }
    throw new Error('the server was not ready in time');
  }
}

/** Somebody at the desk without a desk: asks and acts by the contract alone. */
export class Officer {
  constructor(
    readonly server: Server,
    readonly token: string,
  ) {}

  async incidents(): Promise<Incident[]> {
    const { items } = await this.read<{ items: { id: string }[] }>('/desk/incidents?limit=200');
    return Promise.all(items.map(({ id }) => this.read<Incident>(`/desk/incidents/${id}`)));
  }

  /** Says the password again, as one must before reading an original. */
  async confirm(password: string): Promise<void> {
    await this.post('/auth/step-up', { password });
  }

  async original(photo: string, reason: string): Promise<Buffer> {
    const headers = {
      Authorization: `Bearer ${this.token}`,
      'X-Reason': reason,
    };
    const answer = await fetch(`${this.server.origin}/api/v1/desk/photos/${photo}/original`, { headers });
    if (!answer.ok) throw new Error(`the original of ${photo}: ${answer.status} ${await answer.text()}`);
    return Buffer.from(await answer.arrayBuffer());
  }

  /** The only incident there is; a second one would be a report that went twice. */
  async onlyIncident(): Promise<Incident> {
    const all = await this.incidents();
    if (all.length !== 1 || !all[0]) throw new Error(`there are ${all.length} incidents instead of one`);
    return all[0];
  }

  read<Answer>(path: string): Promise<Answer> {
    return this.server.ask(path, {
      headers: { Authorization: `Bearer ${this.token}` },
    });
  }

  async status(path: string): Promise<number> {
    const headers = { Authorization: `Bearer ${this.token}` };
    return (await fetch(`${this.server.origin}/api/v1${path}`, { headers })).status;
  }

  async people(): Promise<{ id: string; label: string }[]> {
    return (await this.read<{ items: { id: string; label: string }[] }>('/desk/people?venue=bayview')).items;
  }

  act<Answer>(incident: { id: string }, command: string, body: object): Promise<Answer> {
    return this.post(`/desk/incidents/${incident.id}/${command}`, body);
  }

  post<Answer>(path: string, body: object): Promise<Answer> {
    return this.server.ask(path, {
      method: 'POST',
      headers: {
        Authorization: `Bearer ${this.token}`,
        'Content-Type': 'application/json',
      },
      body: JSON.stringify(body),
    });
  }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}
