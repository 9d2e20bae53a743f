import jsQR from 'jsqr';

/** Loaded only where the browser itself reads no squares. Signs are dark on light: the other way round is not tried. */
export function decode({ data, width, height }: Pick<ImageData, 'data' | 'width' | 'height'>): string | undefined {
  return jsQR(data, width, height, { inversionAttempts: 'dontInvert' })?.data || undefined;
}
