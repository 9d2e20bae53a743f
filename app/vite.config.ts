import { svelte } from '@sveltejs/vite-plugin-svelte';
import { configDefaults, defineConfig } from 'vitest/config';
import { serviceWorker } from './build/service-worker.ts';

// What a traveller needs to send travels as one file; what comes after, the map, the desk and what badge-holders need come
// when they are wanted.
const later =
  'HomePlan|WhereMap|GoOn|begun|keeping|ReportGate|sent-banner|asked|Question|Photo|Media|media-|Voice|waveform|Dictate|YourWords|Coach|coach|Trace|Blur|Settings|Search|search|Sign|Place|place-list|plate-code';
const staff = 'Staff|staff-|Confidence|SealCheck|container';
const reporter = new RegExp(
  `/src/(features/report/(?!${later}|${staff})|ui/(?!map|Step|Item|Pictos|Blur|waveform|.*-desk)|device/(?!tauri|away|scan|decode|seal-age|photo-|recorder|film|dictation|forgetting|carried|frames|viewfinder|push-note|badge|passkey|watching|wear|patrol-shelf|sealed-)|styles/theme|router|call\\.ts|api/(?!live|sse|reports|staff)|i18n/(?!desk|exports|handover|insight|keys|map|major|patrol|rollcall|talk|coach/|learn|later|media|staff|reporter/))`,
);
const after = new RegExp(
  `/src/(features/follow/(?!${staff})|features/report/(?!HomePlan|WhereMap)(${later})|ui/(Step|Item|Pictos)\\.svelte|device/(wear|watching))`,
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
    modulePreload: {
      polyfill: false,
      // Named ahead is only what is not here or asked for anyway, and nothing of what badge-holders need: every name is carried by
      // everybody.
      resolveDependencies: (file, needed) =>
        /badge|staff|Staff/.test(file) ? [] : needed.filter((one) => one !== file && !/\/(svelte|reporter)-/.test(one)),
    },
    rolldownOptions: {
      output: {
        // One file for each part and language, named so that the service worker can tell them apart.
        chunkFileNames: ({ facadeModuleId }) => {
          const [, part, language] =
            facadeModuleId?.match(
              /i18n\/(desk|exports|handover|insight|keys|map|major|patrol|rollcall|talk|reporter|learn|later|media|coach|staff)\/(\w\w)\.ts/,
            ) ?? [];
          return part
            ? `assets/${part === 'reporter' ? 'words' : part === 'map' ? 'wholemap' : part}-${language}-[hash].js`
            : 'assets/[name]-[hash].js';
        },
        codeSplitting: {
          groups: [
            { name: 'svelte', priority: 3, test: /node_modules\/(svelte|esm-env|clsx)\/|preload-helper/ },
            { name: 'reporter', priority: 2, test: reporter },
            // Small and by itself: the first tap of a report asks for it, and must not wait for all that comes after.
            { name: 'keeping', priority: 2, test: /\/src\/features\/report\/(begun|keeping)/ },
            // The desk blurs copies with the same tool, and wants nothing else of what comes after a report.
            { name: 'blur', priority: 2, test: /\/src\/(ui\/BlurBoard|device\/photo-copy|styles\/blur)/ },
            { name: 'after', priority: 1, test: after },
            // Not before the others: what they share with it stays with them.
            {
              name: 'badge',
              priority: 0,
              test: new RegExp(
                `/src/(features/(staff/|\\w+/(${staff}))|device/(badge|passkey)|i18n/staff\\.ts|api/staff)`,
              ),
            },
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
