// 200 % and 400 % zoom (WCAG 2.2, 1.4.4 and 1.4.10): a window of 1440 px, and one of 1280 px, that show twice and four times
// as large. Everything that could be done can be done still.

import type { Page } from '@playwright/test';

export const ZOOMS = [
  { zoom: '200 %', width: 720, height: 450 },
  { zoom: '400 %', width: 320, height: 225 },
];

/** The least share of the window's height that is left for the page itself. */
const LEAST_ROOM = 0.4;

/** What a narrow window does in another way: one layout has room there; the list of keys is in the palette. The names of
 *  shards (…0001-demo-carts) tell how they fare. */
const ELSEWHERE = /^(Inline|Side by side|Keys|….*)$/;

/** The names of what can be pressed and typed into, rows of lists aside. */
export function functions(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const controls = document.querySelectorAll('main :is(button, input, select, textarea, summary), main header a, .side-tools :is(a, button)');
    const shown = [...controls].filter((control) => control.checkVisibility({ visibilityProperty: true }));
    const name = (control: Element) =>
      control.getAttribute('aria-label') ?? (control as HTMLInputElement).labels?.[0]?.textContent ?? control.textContent ?? '';
    return [...new Set(shown.map((control) => name(control).trim()).filter((name) => name !== ''))];
  });
}

/** Those of all functions that are not among these. */
export function lost(all: string[], now: string[]): string[] {
  return all.filter((name) => !now.includes(name) && !ELSEWHERE.test(name)).map((name) => `not to be had: ${name}`);
}

/** What stands around the page leaves room for the page itself. */
export async function roomProblems(page: Page): Promise<string[]> {
  const room = await page.evaluate(() => {
    const main = document.querySelector('main')?.getBoundingClientRect();
    return main ? main.height / innerHeight : 0;
  });
  return room > LEAST_ROOM ? [] : [`only ${Math.round(room * 100)} % of the window are left for the page`];
}
