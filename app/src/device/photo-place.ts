/** A point that a camera wrote into a picture. */
export interface PhotoPlace {
  lat: number;
  lon: number;
}

const EXIF = 'Exif\0\0';
const GPS_IFD = 0x8825;
const [LAT_REF, LAT, LON_REF, LON] = [1, 2, 3, 4];
/** Metadata stand at the beginning of a JPEG; no more than this is looked at. */
const HEAD_BYTES = 256 * 1024;

/**
 * Where a JPEG says that it was taken (EXIF 2.32, GPS IFD); nothing where it does not say, or is bent. It is looked for on
 * this device alone.
 */
export async function placeIn(photo: Blob): Promise<PhotoPlace | undefined> {
  try {
    const bytes = new DataView(await photo.slice(0, HEAD_BYTES).arrayBuffer());
    const at = exifAt(bytes);
    return at === undefined ? undefined : gpsOf(new DataView(bytes.buffer, at));
  } catch {
    // A field that points outside of the file: as good as none.
    return undefined;
  }
}

/** Where the TIFF inside of the APP1 segment begins. */
function exifAt(bytes: DataView): number | undefined {
  if (bytes.getUint16(0) !== 0xffd8) return undefined;
  for (let at = 2; bytes.getUint8(at) === 0xff; at += 2 + bytes.getUint16(at + 2)) {
    const marker = bytes.getUint8(at + 1);
    if (marker === 0xda) return undefined;
    if (marker === 0xe1 && text(bytes, at + 4, 6) === EXIF) return at + 10;
  }
  return undefined;
}

function gpsOf(tiff: DataView): PhotoPlace | undefined {
  const little = text(tiff, 0, 2) === 'II';
  const entries = (from: number) => {
    const count = tiff.getUint16(from, little);
    return new Map(
      Array.from({ length: count }, (_, nth) => from + 2 + 12 * nth).map((at) => [tiff.getUint16(at, little), at]),
    );
  };
  const root = entries(tiff.getUint32(4, little)).get(GPS_IFD);
  if (root === undefined) return undefined;
  const gps = entries(tiff.getUint32(root + 8, little));
  const degrees = (tag: number): number => {
    const from = tiff.getUint32(gps.get(tag)! + 8, little);
    const part = (nth: number) => tiff.getUint32(from + 8 * nth, little) / tiff.getUint32(from + 8 * nth + 4, little);
    return part(0) + part(1) / 60 + part(2) / 3600;
  };
  const ref = (tag: number): string => text(tiff, gps.get(tag)! + 8, 1);
  if (![LAT_REF, LAT, LON_REF, LON].every((tag) => gps.has(tag!))) return undefined;
  const lat = degrees(LAT!) * (ref(LAT_REF!) === 'S' ? -1 : 1);
  const lon = degrees(LON!) * (ref(LON_REF!) === 'W' ? -1 : 1);
  const isPlace = Math.abs(lat) <= 90 && Math.abs(lon) <= 180 && (lat !== 0 || lon !== 0);
  return isPlace ? { lat: round(lat), lon: round(lon) } : undefined;
}

function text(bytes: DataView, from: number, length: number): string {
  return Array.from({ length }, (_, at) => String.fromCharCode(bytes.getUint8(from + at))).join('');
}

const round = (degrees: number): number => Number(degrees.toFixed(7));
