import { held, type HeldReport } from '../../device/held.svelte';
import { device } from '../../device/here';

export interface Made {
  media: 'voice' | 'video';
  /** What officers see; absent where this browser cannot show the recording. */
  picture: Blob | undefined;
  /** What is sealed. */
  recording: Blob;
}

/** Both go together or not at all: a picture of something that is not there would promise what nobody can open. */
export async function keepMade(
  report: HeldReport,
  id: string,
  { media, picture, recording }: Made,
  recipient: string,
  holdMs: number,
): Promise<void> {
  if (picture) await held.addPhoto(report, picture, { id, holdMs });
  try {
    await held.addOriginal(report, id, recording, recipient, { media, holdMs, ...(!picture && { alone: true }) });
  } catch (error) {
    if (picture) await device.outbox.removePhoto(report.key, id);
    throw error;
  }
}
