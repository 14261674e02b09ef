// Every page at every width, with long keys, huge values, wide letters and 38 digits on it: nothing is wider than the
// window, nothing lies over something else, what is pressed is large enough, and lines can be read.

import { NOW } from '../support/archive';
import { expectNotFound, test } from '../support/archive_fixtures';
import { ARCHIVE_LAYOUTS, ARCHIVE_PAGES } from '../support/archive_pages';
import { alive, expect } from '../support/fixtures';
import { layoutProblems } from '../support/layout';

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
    expectNotFound(complaints);
  });
}

test('the design page fits every width', async ({ page }) => {
  for (const [width, height] of SIZES) {
    await page.setViewportSize({ width, height });
    await page.goto('/design');
    expect.soft(await layoutProblems(page), `${width} px`).toEqual([]);
  }
});
