import js from '@eslint/js';
import { importX } from 'eslint-plugin-import-x';
import svelte from 'eslint-plugin-svelte';
import ts from 'typescript-eslint';
import svelteConfig from './svelte.config.js';
import { readdirSync } from 'node:fs';

// Each feature is a room without doors to its neighbours: only routes.ts knows them all.
const features = readdirSync('src/features', { withFileTypes: true }).filter((entry) => entry.isDirectory());
const betweenFeatures = features.map(({ name }) => ({
  target: `./src/features/${name}`,
  from: './src/features',
  except: [`./${name}`],
  message: 'Features never import each other.',
}));

const walls = [
  ...betweenFeatures,
  { target: './src/ui', from: ['./src/api', './src/device', './src/features', './src/i18n'], message: 'ui is dumb.' },
  { target: ['./src/api', './src/device', './src/i18n'], from: ['./src/features', './src/ui'] },
  { target: './src/i18n', from: ['./src/api', './src/device'] },
  { target: './src/i18n/reporter', from: './src/i18n/desk', message: 'Travellers download no desk words.' },
  { target: './src/features', from: ['./src/routes.ts', './src/App.svelte'] },
];

export default ts.config(
  { ignores: ['dist', 'node_modules', 'src-tauri', 'src/api/schema.ts'] },
  js.configs.recommended,
  ...ts.configs.recommended,
  ...svelte.configs.recommended,
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser, extraFileExtensions: ['.svelte'], svelteConfig } },
  },
  {
    plugins: { 'import-x': importX },
    settings: {
      'import-x/parsers': { '@typescript-eslint/parser': ['.ts'], 'svelte-eslint-parser': ['.svelte'] },
      'import-x/resolver': { node: { extensions: ['.ts', '.js', '.svelte', '.svelte.ts'] } },
    },
    rules: {
      'import-x/no-restricted-paths': ['error', { zones: walls }],
      'no-undef': 'off', // TypeScript knows the globals better.
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      'svelte/no-navigation-without-resolve': 'off', // That rule is for SvelteKit's router.
      'svelte/prefer-svelte-reactivity': 'off',
    },
  },
  {
    files: ['src/**/*.{ts,svelte}'],
    ignores: ['src/device/**'],
    rules: {
      'no-restricted-imports': [
        'error',
        { patterns: [{ group: ['@tauri-apps/*'], message: 'Only src/device may know the shell.' }] },
      ],
    },
  },
  { files: ['public/**/*.js'], rules: { '@typescript-eslint/no-unused-vars': 'off', 'no-var': 'off' } },
);
