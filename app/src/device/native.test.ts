/**
 * The window's outbox, held to the contract as it is: the Rust crate in a process of its own (`windowless`), asked over
 * its standard input, sending to a real server on loopback, and killed where the contract says that the phone was off.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { buffer } from 'node:stream/consumers';
import { describe, onTestFinished } from 'vitest';
import { outboxContract, outboxInAnyOrder, type Heard, type Script, type Stand } from './contract';
import { outboxOfNames } from './contract-named';
import type { Badge, Outbox, OutboxAmendment, OutboxItem, OutboxPhoto, Parcel } from './device';

const START = Date.parse('2026-11-20T14:01:30Z');

/** One process with an outbox in it. It answers in the order it is asked. */
class NativeOutbox implements Outbox {
  #process: ChildProcess;
  #gone: Promise<void>;
  #waiting: { kept: (line: string) => void; lost: (why: Error) => void }[] = [];
  #listeners = new Set<() => void>();

  constructor(program: string, folder: string, server: string, now: number) {
    this.#process = spawn(program, [folder, server, new Date(now).toISOString()], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    this.#gone = new Promise((done) => {
      this.#process.once('close', () => done());
      this.#process.once('error', () => done());
    });
    void this.#gone.then(() => {
      for (const { lost } of this.#waiting.splice(0)) lost(new Error('the outbox has died'));
    });
    // Asking one that was killed is answered by `close`.
    this.#process.stdin!.on('error', () => undefined);
    createInterface({ input: this.#process.stdout! }).on('line', (line) => this.#hear(line));
  }

  async put(item: OutboxItem): Promise<void> {
    await this.#ask({ put: item });
  }

  async putPhoto(key: string, photo: OutboxPhoto, content: Blob): Promise<void> {
    await this.#ask({ photo: { key, photo, content: await content.text() } });
  }

  async removePhoto(key: string, photo: string): Promise<void> {
    await this.#ask({ remove_photo: { key, photo } });
  }

  async takeBack(key: string, amendment: OutboxAmendment): Promise<'erased' | 'told'> {
    return JSON.parse(await this.#ask({ take_back: { key, amendment } })) as 'erased' | 'told';
  }

  async parcel(key: string): Promise<Parcel | undefined> {
    return (JSON.parse(await this.#ask({ parcel: key })) as Parcel | null) ?? undefined;
  }

  async badge(): Promise<Badge | undefined> {
    return (JSON.parse(await this.#ask('badge')) as Badge | null) ?? undefined;
  }

  async keepBadge(badge: Badge | undefined): Promise<void> {
    await this.#ask({ keep_badge: badge ?? null });
  }

  async unname(key: string): Promise<void> {
    await this.#ask({ unname: key });
  }

  async list(): Promise<OutboxItem[]> {
    return JSON.parse(await this.#ask('list')) as OutboxItem[];
  }

  async photo(key: string, photo: string): Promise<Blob | undefined> {
    const content = JSON.parse(await this.#ask({ photo_of: { key, photo } })) as string | null;
    return content === null ? undefined : new Blob([content]);
  }

  async remove(key: string): Promise<void> {
    await this.#ask({ remove: key });
  }

  async clear(): Promise<void> {
    await this.#ask('clear');
  }

  async sendNow(): Promise<void> {
    await this.#ask('send_now');
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async pass(ms: number): Promise<void> {
    await this.#ask({ pass: ms });
  }

  async kill(): Promise<void> {
    this.#process.kill('SIGKILL');
    await this.#gone;
  }

  #ask(command: unknown): Promise<string> {
    return new Promise((kept, lost) => {
      this.#waiting.push({ kept, lost });
      this.#process.stdin!.write(`${JSON.stringify(command)}\n`);
    });
  }

  #hear(line: string): void {
    if (line === 'changed') return this.#listeners.forEach((listener) => listener());
    const asked = this.#waiting.shift();
    if (line.startsWith('no ')) asked?.lost(new Error(line));
    else asked?.kept(line);
  }
}

async function stand(): Promise<Stand> {
  const program = process.env['SSA_OUTBOX_STAND'];
  if (!program) {
    throw new Error(
      'SSA_OUTBOX_STAND names no program: build it with `cargo build -p outbox --bin windowless`, then set it to the ' +
        'absolute path of target/debug/windowless.',
    );
  }
  const folder = await mkdtemp(join(tmpdir(), 'outbox-'));
  const heard: Heard[] = [];
  let script: Script = () => Promise.reject(new TypeError('no script'));
  const server = createServer((request, response) => {
    void meet(request, response, heard, (asked) => script(asked));
  });
  const origin = await listen(server);
  let now = START;
  let windows: NativeOutbox[] = [];
  const killAll = () => Promise.all(windows.splice(0).map((window) => window.kill()));
  const window = async () => {
    const opened = new NativeOutbox(program, folder, origin, now);
    windows.push(opened);
    // Once it answers, it is up, and the right to send is settled.
    await opened.list();
    return opened;
  };
  onTestFinished(async () => {
    await killAll();
    server.closeAllConnections();
    server.close();
    await rm(folder, { recursive: true });
  });
  return {
    outbox: await window(),
    heard,
    answer: (next) => (script = next),
    pass: async (ms) => {
      now += ms;
      await Promise.all(windows.map((one) => one.pass(ms)));
    },
    second: window,
    reopen: async () => {
      await killAll();
      windows = [];
      return window();
    },
  };
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Turns a request into what a script hears, and the script's answer into one on the wire. One that throws hangs up. */
async function meet(request: IncomingMessage, response: ServerResponse, heard: Heard[], script: Script): Promise<void> {
  try {
    const content = (await buffer(request)).toString();
    const { headers } = request;
    const asked: Heard = {
      method: request.method ?? '',
      path: request.url ?? '',
      key: one(headers['idempotency-key']),
      proof: one(headers['x-proof']),
      authorization: headers.authorization,
      body: headers['content-type']?.startsWith('application/json') ? JSON.parse(content) : content,
    };
    heard.push(asked);
    const answer = await script(asked);
    response.writeHead(answer.status, { ...Object.fromEntries(answer.headers), connection: 'close' });
    response.end(await answer.text());
  } catch {
    request.socket.destroy();
  }
}

function one(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}

describe("the window's outbox", () => {
  outboxContract(stand);
  outboxOfNames(stand);
  outboxInAnyOrder(stand, 1_000);
});
