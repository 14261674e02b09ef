// The tests' fixtures over a program with the archive of support/archive.ts.

import { archiveLines } from './archive';
import { test as base } from './fixtures';
import { Program } from './program';

/** What the server answers with 404 the browser reports as an error. */
const NOT_FOUND = /status of 404/;

export const test = base.extend<object, { program: Program }>({
  program: [
    async ({}, use) => {
      const program = await Program.startWithArchive(archiveLines(), '--demo-rate', '0');
      await use(program);
      await program.dispose();
    },
    { scope: 'worker', timeout: 90_000 },
  ],
});

/** Takes those complaints away that a page which is not there brings with it. */
export function expectNotFound(complaints: string[]): void {
  complaints.splice(0, complaints.length, ...complaints.filter((complaint) => !NOT_FOUND.test(complaint)));
}
