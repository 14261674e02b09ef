// The tests' fixtures over a program with the archive of support/archive.ts, which nothing is written to: a worker's tests
// share it.

import { archiveLines } from './archive';
import { test as base } from './fixtures';
import { Program } from './program';

export const test = base.extend<object, { archive: Program }>({
  archive: [
    async ({}, use) => {
      const program = await Program.startWithArchive(archiveLines(), '--demo-rate', '0');
      await use(program);
      await program.dispose();
    },
    { scope: 'worker', timeout: 90_000 },
  ],
  program: async ({ archive }, use) => use(archive),
});
