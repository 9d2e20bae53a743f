import {
  test as base,
  expect,
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  type Page,
  type TestInfo,
} from '@playwright/test';
import { fileURLToPath } from 'node:url';
import { fault } from './contract';
import { PASSWORD, Server } from './server';

export { expect, type Browser, type BrowserContext, type Page };
export { PASSWORD, Server, type Incident, type Officer } from './server';

export const PHOTOS = {
  /** Knows where it was taken, and by which camera. */
  withPlace: fileURLToPath(new URL('../../fixtures/photos/with-place.jpg', import.meta.url)),
  /** Stored lying on its side, to be turned by its EXIF orientation. */
  turned: fileURLToPath(new URL('../../fixtures/photos/turned.jpg', import.meta.url)),
};
/** What the camera wrote into the first picture, and must never be seen again. */
export const CANARY = 'EXIF-CANARY-7F3C';

export type Look = { language?: string; theme?: 'night' | 'day' };

const PHONE: BrowserContextOptions = {
  viewport: { width: 390, height: 844 },
  hasTouch: true,
  isMobile: true,
};
const DESK: BrowserContextOptions = { viewport: { width: 1440, height: 900 } };

/** So long the last answers are waited for. */
const BODIES_MS = 10_000;

/** Opens the browsers of a story, and listens in all of them for what must never happen in any. */
export class Stage {
  readonly faults: string[] = [];
  readonly requests: string[] = [];
  /** Faults that a story makes on purpose, such as the answers of another version. */
  pardons?: RegExp;
  /** Where the browsers believe the server to be. */
  origin: string;
  #contexts: BrowserContext[] = [];
  #checks: Promise<void>[] = [];

  constructor(
    readonly browser: Browser,
    server: Server,
  ) {
    this.origin = server.origin;
  }

  async phone(path = '/', look: Look = {}, options: BrowserContextOptions = PHONE): Promise<Page> {
    const page = await (await this.context(options, look)).newPage();
    await page.goto(path);
    return page;
  }

  async desk(email = 'officer@demo.test', look: Look = {}): Promise<Page> {
    const page = await (await this.context(DESK, look)).newPage();
    await page.goto('/desk');
    await signIn(page, email);
    await expect(live(page)).toBeVisible();
    return page;
  }

  async context(
    options: BrowserContextOptions,
    { language = 'en', theme = 'night' }: Look = {},
  ): Promise<BrowserContext> {
    const context = await this.browser.newContext({
      ...options,
      baseURL: this.origin,
      reducedMotion: 'reduce',
    });
    this.#contexts.push(context);
    await context.addInitScript(
      (wished) => {
        // An empty page has no storage; what was chosen on a page since then stays chosen.
        if (!location.protocol.startsWith('http')) return;
        for (const [name, value] of Object.entries(wished))
          if (!localStorage.getItem(name)) localStorage.setItem(name, value);
      },
      { language, theme },
    );
    context.on('weberror', (error) => this.faults.push(`uncaught: ${error.error().message}`));
    context.on('console', (message) => {
      if (/content security policy|refused to/i.test(message.text())) this.faults.push(message.text());
    });
    context.on('response', (answer) => {
      this.#checks.push(
        fault(answer).then((found) => {
          if (found !== undefined) this.faults.push(found);
        }),
      );
    });
    context.on('request', (request) => {
      const url = new URL(request.url());
      this.requests.push(request.url());
      if (/^(https?|wss?):$/.test(url.protocol) && url.origin !== this.origin)
        this.faults.push(`asked somebody else: ${request.url()}`);
    });
    return context;
  }

  /** What everybody saw when a story failed. */
  async remember(info: TestInfo): Promise<void> {
    const pages = this.#contexts.flatMap((context) => context.pages());
    for (const [index, page] of pages.entries())
      await page.screenshot({ path: info.outputPath(`page-${index + 1}.png`) }).catch(() => undefined);
  }

  async close(): Promise<void> {
    // A body that the browser never hands over must not hold everything up: closing its page ends the wait for it.
    await Promise.race([Promise.all(this.#checks), new Promise((done) => setTimeout(done, BODIES_MS).unref())]);
    for (const context of this.#contexts) await context.close();
    await Promise.all(this.#checks);
  }
}

export const test = base.extend<{ server: Server; stage: Stage }>({
  server: async ({}, use) => {
    const server = await Server.begin();
    await use(server);
    await server.end();
  },
  stage: async ({ browser, server }, use, info) => {
    const stage = new Stage(browser, server);
    await use(stage);
    if (info.status !== info.expectedStatus) await stage.remember(info);
    await stage.close();
    expect(stage.faults.filter((fault) => !stage.pardons?.test(fault))).toEqual([]);
  },
});

/** The word in the desk's bar that says whether what it shows is so now. */
export const live = (desk: Page, word = 'Live') => desk.getByRole('banner').getByText(word, { exact: true });

export async function signIn(page: Page, email: string): Promise<void> {
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

/** The row of an incident in the desk's queue. */
export function row(desk: Page, title: string | RegExp) {
  return desk.getByRole('region', { name: 'Queue' }).getByRole('listitem').getByRole('button', { name: title });
}

export const heading = (page: Page, name: string | RegExp) => page.getByRole('heading', { level: 1, name });

/** From the first screen to the question where it is. */
export async function see(phone: Page, tile: string): Promise<void> {
  await phone.getByRole('button', { name: 'Report something' }).click();
  await phone.getByRole('button', { name: tile }).click();
}

/** From the first screen to the last tap: what was seen, and where the sign says one stands. */
export async function send(phone: Page, tile: string): Promise<void> {
  await see(phone, tile);
  await phone.getByRole('button', { name: /^(Send report|I saw it too)$/ }).click();
}

/** The service worker has the page: from now on it opens without signal. */
export async function keptForLater(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
    if (navigator.serviceWorker.controller) return;
    await new Promise((taken) =>
      navigator.serviceWorker.addEventListener('controllerchange', taken, {
        once: true,
      }),
    );
  });
}
