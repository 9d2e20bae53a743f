/** What the square on a sign says, read from the camera's present picture. */
type Decode = (video: HTMLVideoElement) => Promise<string | undefined>;

interface NativeDetector {
  detect(source: CanvasImageSource): Promise<{ rawValue: string }[]>;
}
interface NativeDetectors {
  new (options: { formats: string[] }): NativeDetector;
  getSupportedFormats(): Promise<string[]>;
}

const LOOK_EACH_MS = 150;
const FORMAT = 'qr_code';
// A square that fills a fifth of the picture is still read; more pixels would only make old phones hot.
const LONGEST_SIDE = 720;

/** Shows the camera in `video` and looks until a square is read or nobody wants to know any more. */
export async function scan(
  video: HTMLVideoElement,
  stop: AbortSignal,
  enough: (read: string) => boolean = () => true,
): Promise<string | undefined> {
  const ready = decoder();
  // Whoever refuses the camera never waits for the decoder: its failure is told by `await ready` below.
  ready.catch(() => undefined);
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' }, audio: false });
  const end = () => stream.getTracks().forEach((track) => track.stop());
  stop.addEventListener('abort', end);
  try {
    video.srcObject = stream;
    await video.play();
    const decode = await ready;
    while (!stop.aborted) {
      const found = await decode(video);
      if (found && enough(found)) return found;
      await new Promise((next) => setTimeout(next, LOOK_EACH_MS));
    }
    return undefined;
  } finally {
    end();
  }
}

interface Reading {
  message: { records: { recordType: string; data?: DataView }[] };
}
interface TagReader extends EventTarget {
  scan(options: { signal: AbortSignal }): Promise<void>;
}

/** What the chip in a sign says, once the phone is held to it. */
export async function tap(stop: AbortSignal): Promise<string | undefined> {
  const { NDEFReader } = globalThis as unknown as { NDEFReader: new () => TagReader };
  const reader = new NDEFReader();
  await reader.scan({ signal: stop });
  return new Promise((done) => {
    stop.addEventListener('abort', () => done(undefined));
    reader.addEventListener('reading', (event) => {
      const { records } = (event as unknown as Reading).message;
      const text = records.find(({ recordType, data }) => data && (recordType === 'url' || recordType === 'text'));
      if (text?.data) done(new TextDecoder().decode(text.data));
    });
  });
}

/** The browser's own where it can read squares; else one that is loaded only now. */
async function decoder(): Promise<Decode> {
  const Detector = (globalThis as { BarcodeDetector?: NativeDetectors }).BarcodeDetector;
  const formats: string[] = (await Detector?.getSupportedFormats().catch(() => undefined)) ?? [];
  if (!Detector || !formats.includes(FORMAT)) return inCanvas(await import('./decode'));
  const detector = new Detector({ formats: [FORMAT] });
  return async (video) => (await detector.detect(video).catch(() => []))[0]?.rawValue;
}

function inCanvas({ decode }: typeof import('./decode')): Decode {
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('no canvas to read from');
  return async (video) => {
    const part = Math.min(1, LONGEST_SIDE / Math.max(1, video.videoWidth, video.videoHeight));
    const [width, height] = [Math.round(video.videoWidth * part), Math.round(video.videoHeight * part)];
    if (width === 0 || height === 0) return undefined;
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
    context.drawImage(video, 0, 0, width, height);
    return decode(context.getImageData(0, 0, width, height));
  };
}
