/** How long a video may be, in seconds, and how large, in bytes: sealed it must stay below what the server takes of one photo. */
export const FILM_SECONDS = 30;
export const FILM_BYTES = 20 * 1_048_576;
/** Where its picture is taken, in seconds: the first one is often black. */
const POSTER_AT_SECONDS = 0.5;
/** Longest side of that picture, in pixels. */
const POSTER_PIXELS = 1280;
/** How long a video may take to show itself, in milliseconds. */
const PATIENCE_MS = 10_000;
/** Behind the end of every video, in seconds: whoever looks there learns how long it is. */
const FAR_SECONDS = 1_000_000;

export interface Film {
  seconds: number;
  /** The picture that stands for it, drawn anew: place and device have no way into it. */
  frame: HTMLCanvasElement;
}

/** How long a video is, and a picture out of it. Makes no sound. Rejects where this browser cannot show it. */
export async function lookInto(file: Blob): Promise<Film> {
  const video = document.createElement('video');
  const url = URL.createObjectURL(file);
  Object.assign(video, { muted: true, playsInline: true, preload: 'auto' });
  try {
    await heard(video, 'loadeddata', () => {
      video.src = url;
      video.load();
    });
    const seconds = await lengthOf(video);
    const at = Math.min(POSTER_AT_SECONDS, seconds / 2);
    await heard(video, 'seeked', () => (video.currentTime = at));
    return { seconds, frame: drawn(video) };
  } finally {
    video.removeAttribute('src');
    URL.revokeObjectURL(url);
  }
}

/** What is recorded by a browser does not say how long it is until its end was seen. */
async function lengthOf(video: HTMLVideoElement): Promise<number> {
  if (Number.isFinite(video.duration)) return video.duration;
  await heard(video, 'seeked', () => (video.currentTime = FAR_SECONDS));
  return Number.isFinite(video.duration) ? video.duration : video.currentTime;
}

function drawn(video: HTMLVideoElement): HTMLCanvasElement {
  const { videoWidth, videoHeight } = video;
  const shrink = Math.min(1, POSTER_PIXELS / Math.max(videoWidth, videoHeight));
  const [width, height] = [Math.round(videoWidth * shrink), Math.round(videoHeight * shrink)];
  const canvas = Object.assign(document.createElement('canvas'), { width, height });
  const context = canvas.getContext('2d');
  if (!context || width === 0 || height === 0) throw new Error('no picture in this video');
  context.drawImage(video, 0, 0, width, height);
  return canvas;
}

/** Does something to a video, and waits until it says that it is done. */
function heard(video: HTMLVideoElement, name: string, act: () => void): Promise<void> {
  return new Promise((done, failed) => {
    const timer = setTimeout(() => failed(new Error(`no ${name} in time`)), PATIENCE_MS);
    const end = (what: () => void) => () => (clearTimeout(timer), what());
    video.addEventListener(name, end(done), { once: true });
    video.addEventListener(
      'error',
      end(() => failed(new Error('cannot be shown'))),
      { once: true },
    );
    act();
  });
}
