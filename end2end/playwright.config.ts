import path from 'node:path';

import { defineConfig } from '@playwright/test';

// CHROMIUM is what scripts/setup has found; without it Playwright's own browser is used.
const executablePath = process.env.CHROMIUM || undefined;

/** Tests that look at an archive which nothing is written to: they need no order. */
const READING = /\/(addresses|design|languages|opened)\.spec\.ts$/;

/** Tests that keep the machine busy by themselves, with thousands of changes or hundreds of shards. */
const BUSY = /\/(live_burst|live_list|live_pause|live_reading|tables_shards)\.spec\.ts$/;

/** So many tests are run beside each other, each on a program that its worker has for itself. */
const WORKERS = 2;

export default defineConfig({
  testDir: './tests',
  outputDir: './test-results',
  snapshotPathTemplate: '{testDir}/../pictures/{arg}{ext}',
  forbidOnly: true,
  // A test that passes at the second attempt is a test that fails.
  retries: 0,
  workers: WORKERS,
  timeout: 90_000,
  expect: { timeout: 15_000 },
  reporter: [['list'], ...(process.env.BENCH ? [['./bench/figures.ts'] as const] : [])],
  use: {
    browserName: 'chromium',
    viewport: { width: 1440, height: 900 },
    locale: 'en-GB',
    timezoneId: 'UTC',
    // Emptied and used again: what a browser does to make a new one, and to compile the page for it, takes longer than
    // most tests do.
    reuseContext: true,
    // TRACE=1 leaves a trace of each test that fails. It takes a picture of the whole document with every step of every
    // test, which takes longer than the steps do; and where speed is measured, that is what would be measured.
    trace: process.env.TRACE ? 'retain-on-failure' : 'off',
    launchOptions: {
      executablePath,
      // The same letters on every machine: see there.
      env: { ...process.env, FONTCONFIG_FILE: path.join(__dirname, 'support/fonts.conf') },
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--font-render-hinting=none',
        '--disable-lcd-text',
        '--force-device-scale-factor=1',
      ],
    },
  },
  projects: [
    // The first two beside each other by `make test-browser`, and then the third.
    { name: 'reading', testMatch: READING, fullyParallel: true, workers: WORKERS },
    { name: 'behaviour', testMatch: /.*\.spec\.ts/, testIgnore: [READING, BUSY], workers: WORKERS },
    { name: 'busy', testMatch: BUSY, workers: 1 },
    // Only on request: `make bench-browser`, `make screenshots`.
    ...(process.env.BENCH ? [{ name: 'bench', testDir: './bench', testMatch: /.*\.bench\.ts/, workers: 1, use: { reuseContext: false } }] : []),
    ...(process.env.SCREENSHOTS ? [{ name: 'screenshots', testMatch: /screenshots\.ts/, workers: 1 }] : []),
  ],
});
