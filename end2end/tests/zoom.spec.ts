// 200 % and 400 % zoom (WCAG 2.2, 1.4.4 and 1.4.10): a window of 1440 px, and one of 1280 px, that show twice and four times as
// large. Everything that could be done can be done still.

import type { Page } from '@playwright/test';

import { NOW } from '../support/archive';
import { test } from '../support/archive_fixtures';
import { ARCHIVE_PAGES } from '../support/archive_pages';
import { alive, expect } from '../support/fixtures';
import { layoutProblems } from '../support/layout';

const WHOLE = { width: 1440, height: 900 };
const ZOOMS = [
  { zoom: '200 %', width: 720, height: 450 },
  { zoom: '400 %', width: 320, height: 225 },
];

/** What a narrow window does in another way: one layout has room there; the list of keys is in the palette. The names of
 *  shards (…0001-demo-carts) tell how they fare. */
const ELSEWHERE = /^(Inline|Side by side|Keys|….*)$/;

/** What stands side by side in a wide window is two pages in a narrow one. */
const BESIDE: Record<string, string> = {
  'live-drawer': '/',
  item: '/items/demo-orders/order_id=O-1001?v=8',
  'item-compare': '/items/demo-orders/order_id=O-1001',
};

/** The names of what can be pressed and typed into, rows of lists aside. */
function functions(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const controls = document.querySelectorAll('main :is(button, input, select, textarea, summary), main header a, .side-tools :is(a, button)');
    const shown = [...controls].filter((control) => control.checkVisibility({ visibilityProperty: true }));
    const name = (control: Element) =>
      control.getAttribute('aria-label') ?? (control as HTMLInputElement).labels?.[0]?.textContent ?? control.textContent ?? '';
    return [...new Set(shown.map((control) => name(control).trim()).filter((name) => name !== ''))];
  });
}

for (const { name, path } of ARCHIVE_PAGES) {
  test(`${name} can be used at 200 % and 400 %`, async ({ page, complaints }) => {
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await page.clock.setFixedTime(NOW);
    const load = async (size: { width: number; height: number }, address = path) => {
      await page.setViewportSize(size);
      await page.goto(address);
      await alive(page);
      await expect(page.locator('.loading')).toHaveCount(0);
      // The button that stops the list says what the connection is like.
      await expect(page.locator('.pause:not([data-state="Live"])')).toHaveCount(0);
    };
    await load(WHOLE);
    const all = await functions(page);
    for (const { zoom, ...size } of ZOOMS) {
      const beside = BESIDE[name];
      if (beside) await load(size, beside);
      const now = new Set(beside ? await functions(page) : []);
      await load(size);
      for (const name of await functions(page)) now.add(name);
      expect.soft(all.filter((name) => !now.has(name) && !ELSEWHERE.test(name)), `not to be had at ${zoom}`).toEqual([]);
      expect.soft(await layoutProblems(page), zoom).toEqual([]);
      // What stands around the page leaves room for the page itself.
      const room = await page.evaluate(() => {
        const main = document.querySelector('main')?.getBoundingClientRect();
        return main ? main.height / innerHeight : 0;
      });
      expect.soft(room, `room for the page at ${zoom}`).toBeGreaterThan(0.4);
    }
    complaints.splice(0, complaints.length, ...complaints.filter((complaint) => !/status of 404/.test(complaint)));
  });
}
