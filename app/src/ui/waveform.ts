import { icons } from './icons';

/** Side of the picture of a voice note, in pixels. It is square: whichever way a list crops it, the middle stays. */
const SIDE = 960;
const BARS = 40;
/** Quieter than this nothing was said: noise is not drawn as if it were speech. */
const QUIET = 0.05;
/** The shortest bar, as a share of the longest: silence is a line, not a gap. */
const SHORTEST = 0.04;
/** The flattest and the narrowest way in which a list shows a picture, as width to height: what is written must survive both. */
const FLAT = 4 / 3;
const NARROW = 5 / 6;
const QUALITY = 0.86;

/** The height of each of `count` bars, 0 to 1; the loudest is 1. */
export function barsOf(peaks: readonly number[], count = BARS): number[] {
  const parts = Array.from({ length: count }, (_, bar) => {
    const from = Math.floor((bar * peaks.length) / count);
    const to = Math.max(from + 1, Math.floor(((bar + 1) * peaks.length) / count));
    return Math.max(0, ...peaks.slice(from, to));
  });
  const whole = Math.max(QUIET, ...parts);
  return parts.map((part) => Math.max(SHORTEST, part / whole));
}

/** "0:14". What has begun counts, so that nothing is nothing long. */
export function lengthOf(seconds: number): string {
  const whole = Math.max(1, Math.round(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}

/** Where the badge of a video stands: above in the middle, inside of what every list shows of it. */
export function badgeOn(width: number, height: number): { x: number; y: number; size: number } {
  const seen = { width: Math.min(width, height * NARROW), height: Math.min(height, width / FLAT) };
  const size = Math.round(Math.min(seen.width / 5, seen.height / 8));
  return { x: width / 2, y: Math.round((height - seen.height) / 2 + size * 1.25), size };
}

/** The picture of a voice note that officers see: that somebody spoke, how long, and when they were silent. */
export function waveOf(peaks: readonly number[], seconds: number): Promise<Blob> {
  const canvas = Object.assign(document.createElement('canvas'), { width: SIDE, height: SIDE });
  const [paint, [ground, ink]] = [painter(canvas), colours()];
  paint.fillStyle = ground;
  paint.fillRect(0, 0, SIDE, SIDE);
  sign(paint, 'mic', lengthOf(seconds), { x: SIDE / 2, y: SIDE * 0.34, size: SIDE * 0.16 }, ink);
  const [left, pitch, middle, longest] = [SIDE * 0.12, (SIDE * 0.76) / BARS, SIDE * 0.62, SIDE * 0.14];
  for (const [index, bar] of barsOf(peaks).entries())
    paint.fillRect(left + (index + 0.2) * pitch, middle - bar * longest, pitch * 0.6, bar * longest * 2);
  return encoded(canvas, 'image/png');
}

/** The picture of a video: one frame of it, and its length. */
export function posterOf(frame: HTMLCanvasElement, seconds: number): Promise<Blob> {
  const [paint, [ground, ink]] = [painter(frame), colours()];
  const { x, y, size } = badgeOn(frame.width, frame.height);
  const [width, height] = [size * 4.4, size * 1.6];
  paint.fillStyle = ground;
  paint.beginPath();
  paint.roundRect(x - width / 2, y - height / 2, width, height, height / 2);
  paint.fill();
  sign(paint, 'play', lengthOf(seconds), { x, y, size }, ink);
  return encoded(frame, 'image/jpeg');
}

/** A glyph and a length beside it, read from left to right in every language, like any clock. */
function sign(
  paint: CanvasRenderingContext2D,
  glyph: 'mic' | 'play',
  text: string,
  { x, y, size }: { x: number; y: number; size: number },
  ink: string,
): void {
  Object.assign(paint, { fillStyle: ink, strokeStyle: ink, textAlign: 'left', textBaseline: 'middle' });
  paint.direction = 'ltr';
  paint.font = `600 ${size}px system-ui, sans-serif`;
  const left = x - (size * 1.25 + paint.measureText(text).width) / 2;
  paint.fillText(text, left + size * 1.25, y);
  paint.save();
  paint.translate(left, y - size / 2);
  paint.scale(size / 24, size / 24);
  Object.assign(paint, { lineWidth: 2, lineCap: 'round', lineJoin: 'round' });
  if (glyph === 'mic') paint.stroke(new Path2D(icons.mic));
  else paint.fill(new Path2D('M6 3.5v17l14-8.5z'));
  paint.restore();
}

function painter(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
  const paint = canvas.getContext('2d');
  if (!paint) throw new Error('no canvas to draw on');
  return paint;
}

/** The darkest and the lightest colour there are, the same by day and by night. */
function colours(): [ground: string, ink: string] {
  const tokens = getComputedStyle(document.documentElement);
  return [tokens.getPropertyValue('--ink').trim(), tokens.getPropertyValue('--paper').trim()];
}

function encoded(canvas: HTMLCanvasElement, type: string): Promise<Blob> {
  return new Promise((done, failed) => {
    canvas.toBlob((blob) => (blob ? done(blob) : failed(new Error('not encoded'))), type, QUALITY);
  });
}
