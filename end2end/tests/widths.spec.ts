// Every page at every width, with long keys, huge values, wide letters and 38 digits on it: nothing is wider than the
// window, nothing lies over something else, what is pressed is large enough, and lines can be read.

import { NOW, archiveLines } from '../support/archive';
import { ARCHIVE_LAYOUTS, ARCHIVE_PAGES } from '../support/archive_pages';
import { alive, expect, test as base } from '../support/fixtures';
import { layoutProblems } from '../support/layout';
import { Program } from '../support/program';

const SIZES = [
  [320, 640],
  [360, 740],
  [768, 1024],
  [1024, 768],
  [1440, 900],
  [1920, 1080],
  [2560, 1440],
  [3840, 2160],
] as const;

/** What the server answers with 404 the browser reports as an error. */
const NOT_FOUND = /status of 404/;

const test = base.extend<object, { program: Program }>({
  program: [
    async ({}, use) => {
      const program = await Program.startWithArchive(archiveLines(), '--demo-rate', '0');
      await use(program);
      await program.dispose();
    },
    { scope: 'worker', timeout: 90_000 },
  ],
});

// A page is loaded once and made narrower and wider, as a window is; the narrowest and the widest are loaded as well.
for (const { name, path } of [...ARCHIVE_PAGES, ...ARCHIVE_LAYOUTS]) {
  test(`${name} fits every width`, async ({ page, complaints }) => {
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await page.clock.setFixedTime(NOW);
    const settled = async () => {
      await alive(page);
      await expect(page.locator('.loading')).toHaveCount(0);
    };
    for (const [width, height] of SIZES) {
      await page.setViewportSize({ width, height });
      if (width === SIZES[0][0] || width === 3840) {
        await page.goto(path);
        await settled();
      }
      // A layout that follows the window's size does so within a frame or two.
      await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
      expect.soft(await layoutProblems(page), `${width} px`).toEqual([]);
    }
    complaints.splice(0, complaints.length, ...complaints.filter((complaint) => !NOT_FOUND.test(complaint)));
  });
}

test('the design page fits every width', async ({ page }) => {
  for (const [width, height] of SIZES) {
    await page.setViewportSize({ width, height });
    await page.goto('/design');
    expect.soft(await layoutProblems(page), `${width} px`).toEqual([]);
  }
});
