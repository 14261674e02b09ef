// What every test gets: a running program, and a page that tells about everything that went wrong in it.

import { test as base, expect, type Page } from '@playwright/test';

import { Program } from './program';

export { expect };

interface Fixtures {
  /** What the browser complained about so far; must be empty at the end of each test. */
  complaints: string[];
}

interface WorkerFixtures {
  /** Quiet: nothing is written but by the tests. */
  program: Program;
}

export const test = base.extend<Fixtures, WorkerFixtures>({
  program: [
    async ({}, use) => {
      const program = await Program.start('--demo-rate', '0');
      await use(program);
      await program.dispose();
    },
    { scope: 'worker', timeout: 90_000 },
  ],
  baseURL: async ({ program }, use) => use(program.url),
  complaints: [
    async ({ page }, use) => {
      const complaints: string[] = [];
      page.on('console', (message) => {
        if (['error', 'warning'].includes(message.type())) complaints.push(`${message.type()}: ${message.text()}`);
      });
      page.on('pageerror', (error) => complaints.push(`uncaught: ${error.message}`));
      await use(complaints);
      expect(complaints, 'the browser complained').toEqual([]);
    },
    { auto: true },
  ],
});

/** Opens a page and waits until WebAssembly has taken it over. */
export async function open(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await alive(page);
}

/** Loads the page again and waits until it answers to clicks. */
export async function reload(page: Page): Promise<void> {
  await page.reload();
  await alive(page);
}

/** Waits until the page answers to clicks and keys. */
export async function alive(page: Page): Promise<void> {
  await page.locator('html[data-alive]').waitFor({ state: 'attached' });
}

/** Waits until the feed has told its backlog and is live. */
export async function live(page: Page): Promise<void> {
  await expect(page.locator('.pause')).toHaveAttribute('data-state', 'Live');
}

/** The row of the list in which the text stands. */
export function row(page: Page, text: string) {
  return page.getByRole('row').filter({ hasText: text });
}

let counter = 0;

/** A name that no other test uses. */
export function unique(prefix: string): string {
  counter += 1;
  return `${prefix}-${process.pid}-${counter}`;
}
