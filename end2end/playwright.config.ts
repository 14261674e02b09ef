import path from 'node:path';

import { defineConfig } from '@playwright/test';

// CHROMIUM is what scripts/setup has found; without it Playwright's own browser is used.
const executablePath = process.env.CHROMIUM || undefined;

export default defineConfig({
  testDir: './tests',
  outputDir: './test-results',
  snapshotPathTemplate: '{testDir}/../pictures/{arg}{ext}',
  forbidOnly: true,
  // A test that passes at the second attempt is a test that fails.
  retries: 0,
  workers: 1,
  timeout: 90_000,
  expect: { timeout: 15_000 },
  reporter: [['list'], ...(process.env.BENCH ? [['./bench/figures.ts'] as const] : [])],
  use: {
    browserName: 'chromium',
    viewport: { width: 1440, height: 900 },
    locale: 'en-GB',
    timezoneId: 'UTC',
    trace: 'retain-on-failure',
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
    { name: 'behaviour', testMatch: /.*\.spec\.ts/ },
    // Only on request: `make bench-browser`, `make screenshots`.
    // Traces take pictures of the whole document with every key: what is measured is measured without.
    ...(process.env.BENCH ? [{ name: 'bench', testDir: './bench', testMatch: /.*\.bench\.ts/, use: { trace: 'off' as const } }] : []),
    ...(process.env.SCREENSHOTS ? [{ name: 'screenshots', testMatch: /screenshots\.ts/ }] : []),
  ],
});
