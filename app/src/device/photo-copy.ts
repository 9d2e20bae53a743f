/** Longest side of the copy officers look at, in pixels; the server makes no larger one. */
const VIEW_PIXELS = 2560;
const QUALITY = 0.86;

/** A part of a picture, each side as a share of the whole. */
export interface Part {
  left: number;
  top: number;
  width: number;
  height: number;
}

/**
 * The clean copy: upright, small enough, drawn anew, so that place, time and device have no way into it. Rejects where this
 * browser cannot show the picture (HEIF outside of Apple's).
 */
export async function cleanCopy(original: Blob, hidden: readonly Part[] = []): Promise<Blob> {
  const picture = await createImageBitmap(original, { imageOrientation: 'from-image' });
  try {
    const shrink = Math.min(1, VIEW_PIXELS / Math.max(picture.width, picture.height));
    const [width, height] = [Math.round(picture.width * shrink), Math.round(picture.height * shrink)];
    const canvas = document.createElement('canvas');
    Object.assign(canvas, { width, height });
    const context = canvas.getContext('2d');
    if (!context) throw new Error('no canvas to draw on');
    context.drawImage(picture, 0, 0, width, height);
    for (const part of hidden) hide(context, part);
    return await encoded(canvas);
  } finally {
    picture.close();
  }
}

/** Large squares of one colour each: nothing can be reckoned back from them, as it can from a soft blur. */
function hide(context: CanvasRenderingContext2D, part: Part): void {
  const { width, height } = context.canvas;
  const [x, y] = [Math.floor(part.left * width), Math.floor(part.top * height)];
  const [w, h] = [Math.ceil(part.width * width), Math.ceil(part.height * height)];
  if (w < 1 || h < 1) return;
  const small = document.createElement('canvas');
  Object.assign(small, { width: Math.min(6, w), height: Math.min(6, h) });
  const paint = small.getContext('2d');
  if (!paint) return;
  paint.drawImage(context.canvas, x, y, w, h, 0, 0, small.width, small.height);
  context.imageSmoothingEnabled = false;
  context.drawImage(small, 0, 0, small.width, small.height, x, y, w, h);
}

function encoded(canvas: HTMLCanvasElement): Promise<Blob> {
  return new Promise((done, failed) => {
    canvas.toBlob((blob) => (blob ? done(blob) : failed(new Error('not encoded'))), 'image/jpeg', QUALITY);
  });
}

interface Finder {
  detect(source: ImageBitmapSource): Promise<{ boundingBox: DOMRectReadOnly }[]>;
}

/** Faces, where the device itself can find them; nothing is ever sent anywhere to be looked at. */
export const findsFaces = (): boolean => 'FaceDetector' in globalThis;

export async function facesIn(original: Blob): Promise<Part[]> {
  const { FaceDetector } = globalThis as unknown as { FaceDetector: new () => Finder };
  const picture = await createImageBitmap(original, { imageOrientation: 'from-image' });
  const { width, height } = picture;
  const found = await new FaceDetector().detect(picture).catch(() => []);
  picture.close();
  return found.map(({ boundingBox: box }) => ({
    left: box.x / width,
    top: box.y / height,
    width: box.width / width,
    height: box.height / height,
  }));
}
