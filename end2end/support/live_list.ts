// The Live page's list as a reader meets it: what is in it, where it stands, and how busy the page is.

import { expect, type Page, request } from '@playwright/test';

import type { Program } from './program';

/** The most elements that the page may ever have, however many changes were seen. */
export const MAX_ELEMENTS = 1_400;

/** Waits until the archive has so many changes. */
export async function archived(program: Program, count: number): Promise<void> {
  const api = await request.newContext({ baseURL: program.url });
  const total = async () => {
    const answer = await api.get('/api/v1/search', { params: { limit: '1' } });
    return ((await answer.json()) as { total: number }).total;
  };
  await expect.poll(total, { timeout: 90_000 }).toBe(count);
  await api.dispose();
}

/** How many changes the list has, in memory or not. */
export function listed(page: Page): Promise<number> {
  return page.locator('.rows').evaluate((rows) => Number((rows as HTMLElement).style.getPropertyValue('--rows')));
}

export function elements(page: Page): Promise<number> {
  return page.evaluate(() => document.querySelectorAll('*').length);
}

/** The pill over a list that stands still. */
export function pill(page: Page) {
  return page.locator('.pill');
}

/** Scrolls the list so far down, in pixels, as the wheel does, and waits until that is drawn. */
export async function scrollTo(page: Page, top: number): Promise<void> {
  await page.locator('.scroller').evaluate(async (scroller, top) => {
    scroller.scrollTo(0, top);
    for (let frame = 0; frame < 2; frame += 1) await new Promise(requestAnimationFrame);
  }, top);
}

export function rowHeight(page: Page): Promise<number> {
  return page.locator('.row').first().evaluate((row) => row.getBoundingClientRect().height);
}

/** The ids of the changes whose rows are seen, from the top, once all of them are loaded. */
export async function seen(page: Page): Promise<number[]> {
  let ids: number[] = [];
  await expect
    .poll(async () => {
      ids = await page.locator('.scroller').evaluate((scroller) => {
        const { top, bottom } = scroller.getBoundingClientRect();
        const isSeen = (row: Element) => {
          const box = row.getBoundingClientRect();
          return box.height > 0 && box.bottom > top && box.top < bottom;
        };
        const rows = [...scroller.querySelectorAll('.row:not([hidden])')].filter(isSeen);
        return rows.map((row) => Number(row.querySelector('a')?.getAttribute('href')?.replace('/changes/', '') ?? NaN));
      });
      return ids.some(Number.isNaN);
    }, 'rows that were put away come back')
    .toBe(false);
  return ids;
}

/** Goes through the whole list, from the top to so many changes down; the ids in order, and the most elements. */
export async function walk(page: Page, count: number): Promise<{ ids: number[]; most: number }> {
  const found = new Set<number>();
  const ids: number[] = [];
  let most = 0;
  const height = await page.locator('.scroller').evaluate((scroller) => scroller.clientHeight);
  const pixels = await rowHeight(page);
  for (let top = 0; ids.length < count; top += Math.floor(height / pixels - 1) * pixels) {
    await scrollTo(page, top);
    const before = ids.length;
    for (const id of await seen(page)) {
      if (!found.has(id)) ids.push(id);
      found.add(id);
    }
    most = Math.max(most, await elements(page));
    // At the list's end older changes may be on their way; else that was all.
    if (ids.length === before) {
      if ((await listed(page)) === count) break;
      await expect.poll(() => listed(page)).toBeGreaterThan(ids.length);
    }
  }
  return { ids, most };
}

/** Watches a row from within the page, in every frame, until told to end: all places where it was, in pixels. */
export async function watchRow(page: Page, change: number): Promise<() => Promise<number[]>> {
  await page.evaluate((change) => {
    const places = new Set<number>();
    const state = window as unknown as { watched: { places: Set<number>; ended: boolean } };
    state.watched = { places, ended: false };
    const look = () => {
      const row = document.querySelector(`.row a[href="/changes/${change}"]`)?.closest('.row');
      places.add(row ? row.getBoundingClientRect().top : NaN);
      if (!state.watched.ended) requestAnimationFrame(look);
    };
    look();
  }, change);
  return () =>
    page.evaluate(() => {
      const state = window as unknown as { watched: { places: Set<number>; ended: boolean } };
      state.watched.ended = true;
      return [...state.watched.places];
    });
}

/** Measures the main thread's long tasks from now on; the answer is their lengths in milliseconds. */
export async function longTasks(page: Page): Promise<() => Promise<number[]>> {
  await page.evaluate(() => {
    const state = window as unknown as { longTasks: number[] };
    state.longTasks = [];
    const observer = new PerformanceObserver((list) => {
      state.longTasks.push(...list.getEntries().map((entry) => Math.round(entry.duration)));
    });
    observer.observe({ type: 'longtask' });
  });
  return () => page.evaluate(() => (window as unknown as { longTasks: number[] }).longTasks);
}

/** Asks to be connected at once; the page may have been quicker with its own next try. */
export async function tryNow(page: Page): Promise<void> {
  const button = page.getByRole('button', { name: 'Try now' });
  await expect
    .poll(async () => {
      await button.click({ timeout: 1_000 }).catch(() => undefined);
      return button.isVisible();
    }, { timeout: 60_000 })
    .toBe(false);
}
