// The same two copies made by sharp, on one thread: an anchor of run.py.
//
// usage: node sharp_copies.mjs FOLDER_OR_FILE REPEATS [OUTPUT_FOLDER]
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join, parse } from "node:path";
import sharp from "sharp";

sharp.concurrency(1);
sharp.cache(false);

const quality = Number(process.env.QUALITY ?? 82);
const [source, repeats, output] = process.argv.slice(2);
const photos = statSync(source).isFile()
  ? [source]
  : readdirSync(source).filter((name) => name.endsWith(".jpg")).sort().map((name) => join(source, name));
const inside = (longest) => ({ width: longest, height: longest, fit: "inside", withoutEnlargement: true });

for (let repeat = 0; repeat < Number(repeats); repeat += 1) {
  for (const photo of photos) {
    const { data, info } = await sharp(readFileSync(photo)).rotate().resize(inside(2560)).raw().toBuffer({ resolveWithObject: true });
    const pixels = () => sharp(data, { raw: { width: info.width, height: info.height, channels: info.channels } });
    const view = await pixels().jpeg({ quality }).toBuffer();
    const thumb = await pixels().resize(inside(400)).jpeg({ quality }).toBuffer();
    if (output && repeat === 0) {
      writeFileSync(join(output, `${parse(photo).name}-view.jpg`), view);
      writeFileSync(join(output, `${parse(photo).name}-thumb.jpg`), thumb);
    }
  }
}
