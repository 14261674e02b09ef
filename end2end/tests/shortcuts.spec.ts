// Keys: sequences lead to pages, single keys can be turned off, and none fires while something is typed.

import type { Page } from '@playwright/test';

import { violations } from '../support/axe';
import { expect, live, open, test } from '../support/fixtures';

const keys = (page: Page) => page.getByRole('dialog', { name: 'Keys' });

test('one key after the other leads to each page', async ({ page }) => {
  await open(page, '/settings');
  const pages = { t: '/tables', i: '/items', s: '/search', w: '/write', h: '/health', l: '/' };
  for (const [key, address] of Object.entries(pages)) {
    await page.keyboard.press('g');
    await page.keyboard.press(key);
    await expect(page).toHaveURL(address);
  }
});

test('no key fires while something is typed, or with a modifier', async ({ page }) => {
  await open(page, '/search');
  await page.keyboard.press('/');
  await expect(page.locator('#query-input')).toBeFocused();
  await page.keyboard.type('g t ? g h');
  await expect(page.locator('#query-input')).toHaveValue('g t ? g h');
  await expect(page).toHaveURL('/search');
  await expect(keys(page)).toBeHidden();
  await page.locator('#query-input').blur();
  await page.keyboard.press('Alt+g');
  await page.keyboard.press('t');
  await page.keyboard.press('g');
  await page.keyboard.press('Control+Shift+y');
  await expect(page).toHaveURL('/search');
});

test('the help lists the keys of the page and those that work everywhere', async ({ page }) => {
  await open(page, '/');
  await page.keyboard.press('?');
  await expect(keys(page)).toContainText('Stop the list, or let it go on');
  await expect(keys(page)).toContainText('Go to Tables');
  // While it is open, it has the keys to itself.
  await page.keyboard.press('g');
  await page.keyboard.press('t');
  await page.keyboard.press('Escape');
  await expect(keys(page)).toBeHidden();
  await expect(page).toHaveURL('/');
  await open(page, '/health');
  await page.keyboard.press('?');
  await expect(keys(page)).toContainText('Go to Tables');
  await expect(keys(page)).not.toContainText('On this page');
  expect(await violations(page, 'body')).toEqual([]);
});

test('single keys can be turned off; keys with Ctrl stay', async ({ page }) => {
  await open(page, '/settings');
  await page.getByRole('group', { name: 'Single keys' }).getByRole('radio', { name: /^Off/ }).check();
  await open(page, '/');
  await live(page);
  for (const key of ['?', 'g', 't', ' ', 'j', '/']) await page.keyboard.press(key);
  await expect(keys(page)).toBeHidden();
  await expect(page).toHaveURL('/');
  await expect(page.locator('.pause')).toHaveAttribute('data-state', 'Live');
  await expect(page.locator('body')).toBeFocused();
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('dialog', { name: 'Find or do' })).toBeVisible();
  await page.keyboard.type('keys list');
  await page.keyboard.press('Enter');
  await expect(keys(page)).toContainText('Single keys are off');
  await expect(keys(page).locator('.is-off').first()).toBeVisible();
  expect(await violations(page, '.keys')).toEqual([]);
});

test('the focus is never lost: after a link whose page goes with it, and when figures are asked for again', async ({ page }) => {
  await open(page, '/items');
  await page.getByRole('main').getByRole('link', { name: 'demo-users' }).focus();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL('/items/demo-users');
  await expect(page.locator('main')).toBeFocused();

  const health = page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: /Health/ });
  await health.focus();
  for (let asked = 0; asked < 2; asked += 1) await page.waitForResponse(/\/ui\/overview/);
  await expect(health).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Health', level: 1 })).toBeVisible();
  await expect(health).toBeFocused();
});
