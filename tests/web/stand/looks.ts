import type { Page } from './index';

export const PHONE = { width: 390, height: 844 };
export const WALL = { width: 1440, height: 900 };

/** The same screen at another width and in another light; what is on it stays. */
export async function wear(page: Page, size: { width: number; height: number }, theme: 'night' | 'day'): Promise<void> {
  await page.setViewportSize(size);
  await page.evaluate((wanted) => {
    document.documentElement.dataset.theme = wanted;
    // Two frames: one to lay out anew, one to paint.
    return new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(painted)));
  }, theme);
}
