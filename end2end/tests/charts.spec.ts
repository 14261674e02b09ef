// Charts above what a search finds.

import { put, user } from '../support/dynamodb';
import { expect, open, test, unique } from '../support/fixtures';

test('bars are counted, listed as a table, and set the time of the query', async ({ page, program }) => {
  const id = unique('counted');
  await put(program.dynamodb, 'demo-users', user(id));
  await put(program.dynamodb, 'demo-users', user(id, { visits: { N: '7' } }));
  await expect(async () => {
    await open(page, '/search?q=table%3Ademo-users');
    await expect(page.locator('.chart-legend')).toContainText('inserted', { timeout: 1_000 });
    await expect(page.locator('.hottest')).toContainText(id, { timeout: 1_000 });
  }).toPass();
  await expect(page.locator('.hottest')).toContainText('visits');
  await page.getByText('As a table').click();
  await expect(page.locator('.chart-table tbody tr').first()).toBeVisible();

  await page.getByRole('slider', { name: 'From' }).focus();
  await page.keyboard.press('Home');
  await page.getByRole('button', { name: 'Only this time' }).click();
  await expect(page).toHaveURL(/at%3A/);
  await expect(page.locator('.hit').first()).toBeVisible();

  await page.getByRole('link', { name: 'Hide charts' }).click();
  await expect(page).toHaveURL(/charts=off/);
  await expect(page.locator('.histogram')).toHaveCount(0);
});
