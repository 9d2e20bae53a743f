import type { Response } from '@playwright/test';
import { expect, heading, test } from './stand';

const KIB = 1024;

/** Bytes on the line, as the server says: the browser itself reports nonsense for some that come from its memory. */
function sizeOf(answer: Response | null): number {
  const size = Number(answer?.headers()['content-length']);
  expect(size, answer?.url()).toBeGreaterThan(0);
  return size;
}

// English, and those whose sentences weigh most.
for (const language of ['en', 'ar', 'hi', 'ru'] as const) {
  test(`the first screens weigh little, in ${language}`, async ({ stage }) => {
    const page = await (
      await stage.context(
        {
          viewport: { width: 390, height: 844 },
          hasTouch: true,
          isMobile: true,
        },
        { language },
      )
    ).newPage();
    const weights = new Map<string, number>();
    const counted: Promise<void>[] = [];
    page.on('requestfinished', (request) => {
      const { pathname } = new URL(request.url());
      if (!/\.(js|css)$/.test(pathname)) return;
      counted.push(request.response().then((answer) => void weights.set(pathname, sizeOf(answer))));
    });
    // What is fetched ahead while nothing happens is not what somebody waits for.
    await page.addInitScript(() => {
      const later = globalThis.setTimeout;
      Object.assign(globalThis, {
        setTimeout: (work: () => void, ms = 0, ...rest: unknown[]) => (ms === 2_000 ? 0 : later(work, ms, ...rest)),
      });
    });
    await page.goto('/p/BV-T1-114');
    await expect(heading(page, 'Bayview Airport')).toBeVisible();
    await page.locator('.big--go').tap();
    await expect(page.locator('.tile')).toHaveCount(8);
    await Promise.all(counted);

    const [map, first] = [
      [...weights].filter(([name]) => /map-/.test(name)),
      [...weights].filter(([name]) => !/map-|sw\.js/.test(name)),
    ];
    const sum = (some: [string, number][]) => some.reduce((all, [, bytes]) => all + bytes, 0);
    expect(sum(first), JSON.stringify(first)).toBeLessThanOrEqual(60 * KIB);
    expect(first.length).toBeGreaterThan(3);
    expect(sum(map), JSON.stringify(map)).toBeLessThanOrEqual(50 * KIB);
  });
}
