import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import config from '../../playwright.config';
import { expect } from './index';
import { PHONE, WALL, wear } from './looks';

type Box = [west: number, south: number, east: number, north: number];

const usual = config.use?.launchOptions;
/** A machine without a graphics card draws by its processor. */
export const BY_PROCESSOR = {
  ...usual,
  args: [
    ...(usual?.args ?? []).filter((arg) => arg !== '--disable-gpu'),
    '--use-gl=angle',
    '--use-angle=swiftshader',
    '--enable-unsafe-swiftshader',
  ],
};

export const drawn = (desk: Page) => expect(desk.locator('.canvas')).toHaveAttribute('data-drawn', 'true');

/** Nothing is wrong with it at either width, by night and by day. */
export async function clean(desk: Page): Promise<void> {
  const before = desk.viewportSize()!;
  for (const size of [PHONE, WALL])
    for (const theme of ['day', 'night'] as const) {
      await wear(desk, size, theme);
      const { violations } = await new AxeBuilder({ page: desk }).analyze();
      expect(violations, `${size.width}, ${theme}`).toEqual([]);
    }
  await desk.setViewportSize(before);
}

/** The last place that was looked at, as the server was asked about it. */
export function looking(desk: Page): () => Box {
  let last = '';
  desk.on('request', (request) => {
    const url = new URL(request.url());
    if (url.pathname.endsWith('/desk/map')) last = url.searchParams.get('bbox') ?? last;
  });
  return () => last.split(',').map(Number) as Box;
}

/** Where on the screen a place of the earth is drawn. */
export async function pixel(desk: Page, [west, south, east, north]: Box, lat: number, lon: number) {
  const box = (await desk.locator('.canvas').boundingBox())!;
  const y = (degrees: number) => Math.asinh(Math.tan((degrees * Math.PI) / 180));
  return {
    x: box.x + ((lon - west) / (east - west)) * box.width,
    y: box.y + ((y(north) - y(lat)) / (y(north) - y(south))) * box.height,
  };
}
