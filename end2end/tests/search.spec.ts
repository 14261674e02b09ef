// Searching the whole archive.

import { violations } from '../support/axe';
import { put, user } from '../support/dynamodb';
import { expect, open, test, unique } from '../support/fixtures';

test('what was written is found by its text, with where it stands', async ({ page, program }) => {
  const id = unique('found');
  await put(program.dynamodb, 'demo-users', user(id));
  await put(program.dynamodb, 'demo-users', user(id, { motto: { S: `Needle of ${id}` } }));
  await expect(async () => {
    await open(page, `/search?q=${encodeURIComponent(`"needle of ${id}"`)}`);
    await expect(page.locator('.hit')).toHaveCount(1, { timeout: 1_000 });
  }).toPass();
  await expect(page.locator('.hit-matched')).toContainText('motto');
  await expect(page.getByRole('status').filter({ hasText: 'looked at' })).toContainText('1 found');
  await expect(page.getByText('The whole archive was searched.')).toBeVisible();
  expect(await violations(page)).toEqual([]);

  await page.getByRole('link', { name: 'Oldest first' }).click();
  await expect(page).toHaveURL(/order=oldest/);
  await expect(page.locator('.hit')).toHaveCount(1);
  // The list in the other order takes the place of this one, which looks the same: a key may still go to the one that leaves.
  await expect(async () => {
    await page.keyboard.press('j');
    await expect(page.locator('.hit-item').first()).toBeFocused({ timeout: 1_000 });
  }).toPass();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/changes\/\d+$/);
});

test('before anything is searched for there are examples that lead on', async ({ page }) => {
  await open(page, '/search');
  await page.getByRole('link', { name: 'changed:status' }).click();
  await expect(page).toHaveURL(/q=changed/);
  await expect(page.locator('.search-progress')).toContainText('looked at');
});

test('a mistake is told', async ({ page }) => {
  await open(page, '/search?q=op%3Awalk');
  await expect(page.getByRole('alert')).toContainText('walk');
});
