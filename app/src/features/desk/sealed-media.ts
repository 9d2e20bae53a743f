import { t, type DeskKey } from './words';
import type { Photo } from './wire';

/** What a picture is of, if its sealed original is no photo. A kind that is newer than this desk is a photo to it. */
export function mediaOf({ sealed }: Photo): 'voice' | 'video' | undefined {
  const media = sealed?.media;
  return media === 'voice' || media === 'video' ? media : undefined;
}

/** What a picture is called: by its number among all that can be opened. */
export function titleOf(photo: Photo, index: number, report: number): string {
  const media = mediaOf(photo);
  if (photo.by) return t(media === 'voice' ? 'photo.spoken' : 'photo.taken', { index, who: photo.by.label });
  const key: DeskKey = media ? `photo.open_${media}` : 'photo.open';
  return t(key, { index, report });
}
