// What every test gets: a running program, and a page that tells about everything that went wrong in it.

import { test as base, expect, type Page } from '@playwright/test';

import { Program } from './program';

export { expect };

interface Fixtures {
  /** Quiet: nothing is written but by the tests of one file, which have it for themselves. */
  program: Program;
  /** Takes what a test has started for itself, which ends after its page: one that is still there would miss its server. */
  own: <T extends Owned>(thing: T) => T;
  /** What the browser complained about so far; must be empty at the end of each test. */
  complaints: string[];
}

/** What is ended once nobody needs it any more. */
interface Owned {
  dispose(): Promise<void>;
}

interface WorkerFixtures {
  programs: Programs;
}

/** The program of the file whose tests are being run: no other's tables, items or views are in it. */
class Programs {
  private file = '';
  private program?: Program;

  async of(file: string): Promise<Program> {
    if (this.program && this.file === file) return this.program;
    await this.dispose();
    this.program = await Program.start('--demo-rate', '0');
    this.file = file;
    return this.program;
  }

  async dispose(): Promise<void> {
    await this.program?.dispose();
    this.program = undefined;
  }
}

export const test = base.extend<Fixtures, WorkerFixtures>({
  programs: [
    async ({}, use) => {
      const programs = new Programs();
      await use(programs);
      await programs.dispose();
    },
    { scope: 'worker' },
  ],
  program: [async ({ programs }, use, { file }) => use(await programs.of(file)), { timeout: 90_000 }],
  baseURL: async ({ program }, use) => use(program.url),
  own: [
    async ({}, use) => {
      const owned: Owned[] = [];
      await use((thing) => {
        owned.push(thing);
        return thing;
      });
      for (const thing of owned.reverse()) await thing.dispose();
    },
    { timeout: 60_000 },
  ],
  complaints: [
    // Before the page, so that it ends after the page.
    async ({ own: _own, page }, use) => {
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

/** Takes the complaints away that what a test does brings with it. */
export function takeAway(complaints: string[], expected: RegExp): void {
  complaints.splice(0, complaints.length, ...complaints.filter((complaint) => !expected.test(complaint)));
}

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

/** A name that no other test uses, and that no other name begins with. */
export function unique(prefix: string): string {
  counter += 1;
  return `${prefix}-${process.pid}-${String(counter).padStart(5, '0')}`;
}
