import { createHash } from 'node:crypto';
import { build, type Plugin } from 'vite';

/**
 * Files a traveller needs with no signal. The desk is for wired rooms; other languages than the page's own, letters of other
 * scripts, the sealer of photos and the reader of squares come when they are first used, and stay then.
 */
function belongsToShell(file: string): boolean {
  return !/desk|export|handover|insight|keys|palette|wall|wholemap|mapcanvas|basemap|maplibre|major|patrol|rollcall|warden|\baway-|\bcount-|\bsites-|talk-|blurphoto|sealed-(?:shelf|files)|noto-sans|letters-|name-\w\w|inter-(?!latin-opsz)|decode|seal-age|(words|learn|later|media|coach|staff)-(?!en)\w\w-|\.map$|^sw\.js$/i.test(
    file,
  );
}

/**
 * Builds `src/sw.ts` after the app into one classic script, with the list of files it keeps written into it.
 * One script, because module workers are younger than many phones in the field.
 */
export function serviceWorker(): Plugin {
  let files: string[] = [];
  return {
    name: 'service-worker',
    apply: 'build',
    writeBundle(_options, bundle) {
      files = Object.keys(bundle)
        .filter(belongsToShell)
        .filter((file) => file !== 'index.html');
    },
    async closeBundle() {
      const kept = [
        '/',
        ...files.map((file) => `/${file}`),
        '/first-paint.js',
        '/manifest.webmanifest',
        '/icons/mark.svg',
      ];
      const version = createHash('sha256').update(kept.sort().join('\n')).digest('hex').slice(0, 12);
      await build({
        configFile: false,
        logLevel: 'warn',
        publicDir: false,
        define: { __SHELL__: JSON.stringify(kept), __VERSION__: JSON.stringify(version) },
        build: {
          outDir: 'dist',
          emptyOutDir: false,
          target: 'es2022',
          rollupOptions: { input: 'src/sw.ts', output: { format: 'iife', entryFileNames: 'sw.js' } },
        },
      });
    },
  };
}
