/** How long somebody may speak, in seconds, and how much of it is kept, in bytes. */
export const VOICE_SECONDS = 60;
export const VOICE_BYTES = 2 * 1_048_576;
/** Enough to understand speech, in bits a second: a minute is some 180 kB, which goes through where photos do not. */
const BITS_PER_SECOND = 24_000;
const KINDS = ['audio/webm;codecs=opus', 'audio/mp4'];
/** How often the level is looked at and the size told, in milliseconds. */
const LOOK_EACH_MS = 100;
const TELL_EACH_MS = 1_000;
/** How many peaks a recording is told by. */
const PEAKS = 240;
/** Samples a second, for looking at what was recorded; every browser can decode to it. */
const SAMPLE_RATE = 44_100;

export interface Recording {
  content: Blob;
  seconds: number;
  /** How loud it was from its beginning to its end, each 0 to 1. */
  peaks: number[];
}

export interface Speaking {
  /** Ends it; `recording` then has what was said. */
  stop(): void;
  /** Ends it, and nothing of it stays. */
  drop(): void;
  recording: Promise<Recording | undefined>;
}

/**
 * Listens until it is stopped, at most `VOICE_SECONDS`, and makes no sound. Asks for the microphone, so that it must follow a
 * press. Rejects where there is none, it is refused, or this window cannot record.
 */
export async function record(heard: (level: number, seconds: number) => void): Promise<Speaking> {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true, video: false });
  try {
    return listen(stream, heard);
  } catch (error) {
    release(stream);
    throw error;
  }
}

const release = (stream: MediaStream) => stream.getTracks().forEach((track) => track.stop());

function listen(stream: MediaStream, heard: (level: number, seconds: number) => void): Speaking {
  const mimeType = KINDS.find((kind) => MediaRecorder.isTypeSupported(kind));
  const recorder = new MediaRecorder(stream, { audioBitsPerSecond: BITS_PER_SECOND, ...(mimeType && { mimeType }) });
  const meter = meterOf(stream);
  const [chunks, levels]: [Blob[], number[]] = [[], []];
  let [size, isDropped] = [0, false];
  const began = performance.now();
  const seconds = () => Math.min((performance.now() - began) / 1_000, VOICE_SECONDS);
  const stop = () => {
    if (recorder.state !== 'inactive') recorder.stop();
  };
  const timer = setInterval(() => {
    levels.push(meter.level());
    heard(levels.at(-1) ?? 0, seconds());
    if (seconds() >= VOICE_SECONDS) stop();
  }, LOOK_EACH_MS);
  recorder.ondataavailable = ({ data }) => {
    chunks.push(data);
    size += data.size;
    if (size >= VOICE_BYTES) stop();
  };
  const recording = new Promise<Recording | undefined>((done) => {
    // A microphone that is pulled out, or taken by a call, ends it as well: what was said until then is kept.
    recorder.onstop = () => {
      const length = seconds();
      clearInterval(timer);
      meter.end();
      release(stream);
      const content = new Blob(chunks, { type: recorder.mimeType.split(';')[0] ?? '' });
      done(isDropped || size === 0 ? undefined : lookedAt(content, length, levels));
    };
  });
  recorder.start(TELL_EACH_MS);
  return { stop, drop: () => ((isDropped = true), stop()), recording };
}

/** How loud it is now. It leads to no loudspeaker. */
function meterOf(stream: MediaStream): { level: () => number; end: () => void } {
  try {
    const context = new AudioContext();
    const analyser = context.createAnalyser();
    context.createMediaStreamSource(stream).connect(analyser);
    void context.resume().catch(() => undefined);
    const samples = new Float32Array(analyser.fftSize);
    const level = () => {
      analyser.getFloatTimeDomainData(samples);
      return loudest(samples, 1)[0] ?? 0;
    };
    return { level, end: () => void context.close().catch(() => undefined) };
  } catch {
    return { level: () => 0, end: () => undefined };
  }
}

/** Its true length and loudness, where this browser can read what it has recorded; else as they were heard. */
async function lookedAt(content: Blob, seconds: number, levels: number[]): Promise<Recording> {
  try {
    const audio = await new OfflineAudioContext(1, 1, SAMPLE_RATE).decodeAudioData(await content.arrayBuffer());
    return { content, seconds: audio.duration, peaks: loudest(audio.getChannelData(0), PEAKS) };
  } catch {
    return { content, seconds, peaks: levels };
  }
}

/** The loudest of each of `count` parts, 0 to 1. */
export function loudest(samples: ArrayLike<number>, count: number): number[] {
  const peaks = Array.from({ length: Math.min(count, samples.length) }, () => 0);
  for (let at = 0; at < samples.length; at++) {
    const part = Math.floor((at * peaks.length) / samples.length);
    peaks[part] = Math.max(peaks[part]!, Math.min(1, Math.abs(samples[at]!)));
  }
  return peaks;
}
