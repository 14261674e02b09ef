// Every page, in both themes, wide and narrow: no complaint, no accessibility violation, nothing wider than the window.

import AxeBuilder from '@axe-core/playwright';

import { alive, expect, reload, test, unique } from '../support/fixtures';
import { pagesWithContent, type PageUnderTest } from '../support/pages';

const WIDTHS = [1440, 360];
const NARROWEST = 320;

let pages: PageUnderTest[];

test.beforeAll(async ({ program }) => {
  pages = await pagesWithContent(program, unique('page'));
});

// What the server answers with 404 the browser reports as an error; that is what such a page is for.
const NOT_FOUND = /status of 404/;

for (const theme of ['light', 'dark'] as const) {
  for (const width of WIDTHS) {
    test(`every page, ${theme}, ${width} px`, async ({ page, complaints }) => {
      test.setTimeout(240_000);
      await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
      await page.setViewportSize({ width, height: 900 });
      for (const { name, path } of pages) {
        await test.step(name, async () => {
          await page.goto(path);
          await alive(page);
          await expect(page.locator('.loading')).toHaveCount(0);
          const { violations } = await new AxeBuilder({ page }).analyze();
          const told = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' | ')}`);
          expect.soft(told, `${name}: accessibility`).toEqual([]);
          expect.soft(await overflow(page), `${name}: wider than the window`).toEqual([]);
        });
      }
      const unexpected = complaints.filter((complaint) => !NOT_FOUND.test(complaint));
      complaints.splice(0, complaints.length, ...unexpected);
    });
  }
}

test(`nothing is wider than ${NARROWEST} px`, async ({ page, complaints }) => {
  test.setTimeout(120_000);
  await page.setViewportSize({ width: NARROWEST, height: 700 });
  for (const { name, path } of pages) {
    await page.goto(path);
    await alive(page);
    await expect(page.locator('.loading')).toHaveCount(0);
    expect.soft(await overflow(page), name).toEqual([]);
  }
  const unexpected = complaints.filter((complaint) => !NOT_FOUND.test(complaint));
  complaints.splice(0, complaints.length, ...unexpected);
});

/** What makes the page scroll sideways, if it does. */
function overflow(page: import('@playwright/test').Page): Promise<string[]> {
  return page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return [];
    const wide = [...document.querySelectorAll('body *')].filter((element) => element.getBoundingClientRect().right > width + 1);
    const name = (element: Element) => `${element.tagName.toLowerCase()}.${element.getAttribute('class') ?? ''}`;
    return [`scrolls to ${document.documentElement.scrollWidth} px`, ...wide.slice(0, 5).map(name)];
  });
}

test('the theme can be changed, and stays', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'light' });
  await page.goto('/');
  await alive(page);
  const ink = () => page.evaluate(() => getComputedStyle(document.body).color);
  const light = await ink();
  await page.getByRole('button', { name: /theme|dark|light/i }).first().click();
  await expect.poll(ink).not.toBe(light);
  const dark = await ink();
  await reload(page);
  expect(await ink()).toBe(dark);
});
