import { svelte } from '@sveltejs/vite-plugin-svelte';
import { configDefaults, defineConfig } from 'vitest/config';
import { serviceWorker } from './build/service-worker.ts';

// What a traveller needs to send travels as one file; what comes after, the map and the desk come when they are wanted.
const later =
  'HomePlan|WhereMap|Question|Photo|YourWords|Coach|coach|Trace|Blur|Settings|Search|search|Sign|Place|place-list|plate-code';
const reporter = new RegExp(
  `/src/(features/report/(?!${later})|ui/(?!map|Step|Item|Pictos|.*-desk)|device/(?!tauri|scan|decode|seal-age|photo-|forgetting|carried|frames|viewfinder|push-note)|styles/theme|router|call\\.ts|api/(?!live|sse|reports)|i18n/(?!desk|coach/|learn|reporter/))`,
);
const after = new RegExp(
  `/src/(features/follow/|features/report/(?!HomePlan|WhereMap)(${later})|ui/(Step|Item|Pictos)\\.svelte)`,
);

export default defineConfig({
  plugins: [svelte(), serviceWorker()],
  clearScreen: false,
  server: { port: 1420, strictPort: true, proxy: { '/api': 'http://127.0.0.1:8080' } },
  build: {
    outDir: 'dist',
    target: 'es2022',
    // Fonts and icons must stay files: the page's policy allows no data: fonts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        // One file for each part and language, named so that the service worker can tell them apart.
        chunkFileNames: ({ facadeModuleId }) => {
          const [, part, language] = facadeModuleId?.match(/i18n\/(desk|reporter|learn|coach)\/(\w\w)\.ts/) ?? [];
          return part
            ? `assets/${part === 'reporter' ? 'words' : part}-${language}-[hash].js`
            : 'assets/[name]-[hash].js';
        },
        codeSplitting: {
          groups: [
            { name: 'svelte', priority: 3, test: /node_modules\/(svelte|esm-env|clsx)\/|preload-helper/ },
            { name: 'reporter', priority: 2, test: reporter },
            { name: 'after', priority: 1, test: after },
            { name: 'decoder', priority: 1, test: /node_modules\/jsqr\/|\/src\/device\/decode/ },
            { name: 'map', priority: 1, test: /\/src\/(ui\/map\/|features\/report\/(HomePlan|WhereMap))/ },
          ],
        },
      },
    },
  },
  test: {
    environment: 'node',
    include: ['src/**/*.test.ts'],
    // The native twin runs by itself (`npm run test:native`): it needs a program built from Rust.
    exclude: [...configDefaults.exclude, 'src/device/native.test.ts'],
    setupFiles: ['src/testing/setup.ts'],
  },
  resolve: process.env.VITEST ? { conditions: ['browser'] } : {},
});
