// What the system shows of the window, asked of the X server itself and not of the app: its title and its icon.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';

/** A window may go between two questions: then there is no answer. */
function ask(program, ...args) {
  try {
    return execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  } catch {
    return '';
  }
}

/** Title and fingerprint of the icon of the one window that has an icon: the app's. `undefined` while there is none. */
export function shown() {
  const ids = ask('xwininfo', '-root', '-tree').match(/0x[0-9a-f]+(?= ")/g) ?? [];
  for (const id of new Set(ids)) {
    // As many numbers as the icon has pixels: a width, a height, and what is in it.
    const icon = ask('xprop', '-id', id, '-notype', '32c', '_NET_WM_ICON');
    if (!icon.includes('=')) continue;
    const title = /= "(.*)"/.exec(ask('xprop', '-id', id, '-notype', '_NET_WM_NAME'))?.[1];
    if (title) return { title, icon: createHash('sha256').update(icon).digest('hex').slice(0, 16) };
  }
  return undefined;
}
