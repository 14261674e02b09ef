// A view that stands on the page while the next answer is waited for is used like any other: the page lives, and what is asked
// of the old view is answered.

import type { Page } from '@playwright/test';

import { put, user } from '../support/dynamodb';
import { expect, open, test, unique } from '../support/fixtures';
import { userPage, versionsOf } from '../support/items';

/** Holds back what a page asks for, from now on: each request until it is let through. */
async function held(page: Page, address: RegExp) {
  const waiting: (() => void)[] = [];
  await page.route(address, async (route) => {
    await new Promise<void>((resolve) => waiting.push(resolve));
    await route.continue();
  });
  return {
    /** Resolves once so many are held back. */
    asked: (count: number) => expect.poll(() => waiting.length).toBe(count),
    /** Lets one through, from 1. */
    letThrough: (number: number) => waiting[number - 1]?.(),
  };
}

test('a timeline is gone through and asked for a place while it is loaded again', async ({ page, program }) => {
  const id = unique('reloading');
  const write = (name: string) => put(program.dynamodb, 'demo-users', { ...user(id), name: { S: name } });
  for (const name of ['one', 'two', 'three']) await write(name);
  await versionsOf(program, id, 3);
  await open(page, userPage(id));
  await write('four');
  const newer = page.getByTestId('item-newer');
  await expect(newer).toBeVisible();
  const { asked, letThrough } = await held(page, /\/ui\/life/);
  // Twice: when the first answer comes, the second one is waited for.
  await newer.click();
  await asked(1);
  await newer.click();
  letThrough(1);
  await asked(2);
  const place = page.getByLabel('Go to');
  await place.fill('no place at all');
  await place.press('Enter');
  await expect(page.locator('#jump-problem')).toContainText('no place at all');
  await page.locator('.versions-scroller').hover();
  await page.mouse.wheel(0, 400);
  await page.locator('.versions-scroller').press('ArrowDown');
  letThrough(2);
  await expect(page.locator('.versions-scroller')).toContainText('v4');
  await expect(newer).toBeHidden();
  await place.fill('v1');
  await place.press('Enter');
  await expect(page).toHaveURL(/from=v1/);
});

test('a chart is drawn on while another search is under way', async ({ page, program }) => {
  const id = unique('reloading');
  await put(program.dynamodb, 'demo-users', user(id));
  await versionsOf(program, id, 1);
  await open(page, `/search?q=${encodeURIComponent(`table:demo-users ${id}`)}`);
  const brush = page.locator('.chart-brush');
  await expect(brush).toBeVisible();
  const { asked, letThrough } = await held(page, /\/ui\/histogram/);
  const line = page.locator('input[name="q"]').first();
  for (const query of ['table:demo-users op:modify', 'table:demo-users op:insert']) {
    await line.fill(query);
    await line.press('Enter');
    await expect(page).toHaveURL(new RegExp(query.slice(-6)));
  }
  await asked(1);
  letThrough(1);
  await asked(2);
  const drawing = await page.locator('.histogram svg').first().boundingBox();
  if (!drawing) throw new Error('the chart is not drawn');
  await page.mouse.move(drawing.x + 10, drawing.y + 10);
  await page.mouse.down();
  await page.mouse.move(drawing.x + drawing.width / 2, drawing.y + 10);
  await page.mouse.up();
  letThrough(2);
  await expect(page.locator('.histogram')).toBeVisible();
  await page.locator('.chart-table summary').click();
  await expect(page.locator('.chart-table table')).toBeVisible();
});
