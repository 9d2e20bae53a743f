import { defineConfig } from '@playwright/test';

/** Stories in a real browser, against the real server with its made-up authority. One after the other: each has a server of its own. */
export default defineConfig({
  testDir: 'web',
  outputDir: 'test-results',
  workers: 1,
  forbidOnly: true,
  // A second look where the machine was too busy for the first; whatever needed one is named at the end of the run.
  retries: 1,
  timeout: 90_000,
  expect: { timeout: 15_000 },
  reporter: 'list',
  use: {
    actionTimeout: 15_000,
    locale: 'en-GB',
    timezoneId: 'Europe/Amsterdam',
    // No download: the browser is the system's.
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--no-first-run',
        '--autoplay-policy=user-gesture-required',
      ],
    },
  },
});
