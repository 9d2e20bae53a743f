/** A photo or a spoken note on its two ways: what colleagues see, and the untouched original, sealed on this phone. */
import { hex, sha256 } from '../../../device/digest';
import { cleanCopy } from '../../../device/photo-copy';
import type { Recording } from '../../../device/recorder';
import { waveOf } from '../../../ui/waveform';

export interface Side {
  content: Blob;
  sha256: string;
  claims?: string;
  alone?: true;
}

export interface Shot {
  media?: 'voice';
  clean?: Side;
  original?: Side;
}

/** There must be something to seal with before the line is gone. */
export const prepare = (): Promise<unknown> => import('../../../device/seal-age').catch(() => undefined);

const digestOf = async (content: Blob): Promise<string> => hex(await sha256(await content.arrayBuffer()));

async function sealed(recipient: string, content: Blob, alone: boolean): Promise<Side> {
  const { sealTo } = await import('../../../device/seal-age');
  const closed = await sealTo(recipient, content);
  const [of, claims] = [await digestOf(closed), await digestOf(content)];
  return { content: closed, sha256: of, claims, ...(alone && { alone }) };
}

/** Rejects where this browser can neither draw it anew nor has a key to seal it with: it would go with its metadata, or not at all. */
export async function photoOf(file: Blob, recipient: string | undefined): Promise<Shot> {
  const drawn = await cleanCopy(file).catch(() => undefined);
  const clean = drawn && { content: drawn, sha256: await digestOf(drawn) };
  if (recipient === undefined) {
    if (!clean) throw new Error('cannot be shown');
    return { clean };
  }
  return { ...(clean && { clean }), original: await sealed(recipient, file, !clean) };
}

export async function voiceOf({ content, peaks, seconds }: Recording, recipient: string): Promise<Shot> {
  const drawn = await waveOf(peaks, seconds).catch(() => undefined);
  const clean = drawn && { content: drawn, sha256: await digestOf(drawn) };
  return { media: 'voice', ...(clean && { clean }), original: await sealed(recipient, content, !clean) };
}
