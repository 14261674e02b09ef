// What is told for a moment after something was done: how long it stays, and where the focus goes with it.

import type { Page } from '@playwright/test';

import { expect, open, test, unique } from '../support/fixtures';

const told = (page: Page, text: string) => page.locator('.toast', { hasText: text });

async function saveView(page: Page): Promise<string> {
  const name = unique('Told of');
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByRole('button', { name: 'Save view' }).click();
  await expect(told(page, `Saved as ${name}.`)).toBeVisible();
  return name;
}

/** By keyboard alone, from the view's row on. */
async function deleteView(page: Page, name: string): Promise<void> {
  const entry = page.getByRole('listitem').filter({ hasText: name });
  await entry.locator('summary').focus();
  await page.keyboard.press('Enter');
  await entry.getByRole('button', { name: 'Delete' }).focus();
  await page.keyboard.press('Enter');
  await expect(told(page, `Deleted ${name}.`)).toBeVisible();
}

test('a view that is renamed or deleted by keyboard leaves the focus with the other views', async ({ page }) => {
  await open(page, '/search?q=op%3Aremove');
  const [renamed, deleted] = [await saveView(page), await saveView(page)];
  const entry = page.getByRole('listitem').filter({ hasText: renamed });
  await entry.locator('summary').press('Enter');
  await entry.getByRole('textbox').fill(`${renamed} and more`);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('link', { name: `${renamed} and more` })).toBeVisible();
  await expect(page.locator('#saved-views')).toBeFocused();
  await deleteView(page, deleted);
  await expect(page.getByRole('main').getByRole('link', { name: deleted })).toHaveCount(0);
  await expect(page.locator('#saved-views')).toBeFocused();
  // What was unfolded for the one that is gone is not for its neighbour.
  await expect(page.locator('.saved-views details[open]')).toHaveCount(0);
});

test('a toast that is ended by keyboard gives the focus back, to the page where what had it is gone', async ({ page }) => {
  await open(page, '/search?q=op%3Aremove');
  const name = await saveView(page);
  await deleteView(page, name);
  const line = page.locator('#query-input');
  await line.focus();
  await told(page, `Deleted ${name}.`).getByRole('button', { name: 'Undo' }).focus();
  await page.keyboard.press('Enter');
  await expect(told(page, `Deleted ${name}.`)).toHaveCount(0);
  await expect(line).toBeFocused();

  await expect(page.getByRole('main').getByRole('link', { name })).toBeVisible();
  await deleteView(page, name);
  await page.getByRole('link', { name: 'Items' }).first().click();
  await expect(page).toHaveURL(/\/items/);
  await page.getByRole('main').getByRole('link').first().focus();
  await told(page, `Deleted ${name}.`).getByRole('button', { name: 'Dismiss' }).focus();
  await page.goBack();
  await expect(page).toHaveURL(/\/search/);
  await expect(line).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(told(page, `Deleted ${name}.`)).toHaveCount(0);
  await expect(page.locator('main')).toBeFocused();
});

test('a toast ends by itself, but not while the pointer or the keyboard is on it', async ({ page }) => {
  await page.clock.install();
  await open(page, '/search?q=op%3Aremove');
  const toast = told(page, `Saved as ${await saveView(page)}.`);
  await toast.hover();
  await page.clock.fastForward('00:10');
  await expect(toast).toBeVisible();
  await page.mouse.move(0, 0);
  await toast.getByRole('button', { name: 'Dismiss' }).focus();
  await page.clock.fastForward('00:10');
  await expect(toast).toBeVisible();
  await page.locator('#query-input').focus();
  await page.clock.fastForward('00:10');
  await expect(toast).toHaveCount(0);
  await expect(page.locator('#query-input')).toBeFocused();
});
