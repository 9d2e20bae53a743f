import { createRequire } from 'node:module';
import type { BrowserContext, Page } from '@playwright/test';

const { renderSVG } = createRequire(new URL('../../../app/package.json', import.meta.url))('uqr') as {
  renderSVG(text: string, options?: object): string;
};

/** A camera that sees what is held before it. Everything behind the lens is real. */
export async function withCamera(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    // An empty page has no camera.
    if (!location.protocol.startsWith('http')) return;
    const canvas = Object.assign(document.createElement('canvas'), { width: 480, height: 480 });
    const paint = canvas.getContext('2d')!;
    Object.assign(window, {
      holdBefore: async (picture: string) => {
        const image = new Image();
        image.src = picture;
        await image.decode();
        paint.fillStyle = '#fff';
        paint.fillRect(0, 0, 480, 480);
        paint.drawImage(image, 40, 40, 400, 400);
      },
    });
    setInterval(() => paint.fillRect(479, 479, 1, 1), 50);
    Object.defineProperty(navigator.mediaDevices, 'getUserMedia', { value: async () => canvas.captureStream(20) });
  });
}

/** Holds a picture, as an address of data, before the page's camera. */
export async function holdPicture(page: Page, picture: string): Promise<void> {
  await page.evaluate(
    (what) => (window as unknown as { holdBefore(w: string): Promise<void> }).holdBefore(what),
    picture,
  );
}

/** Holds a badge with a square before the page's camera. */
export async function holdBadge(page: Page, says: string): Promise<void> {
  const svg = renderSVG(says, { border: 2 }).replace('<svg ', '<svg width="400" height="400" ');
  await holdPicture(page, `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`);
}
