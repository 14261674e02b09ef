// Views are kept by the server, with a name and an address.

import { expect, open, test, unique } from '../support/fixtures';

test('a view is saved, opened by its address, replaced after being asked, renamed and deleted', async ({ page }) => {
  const name = unique('Removals of');
  await open(page, '/search?q=op%3Aremove');
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByRole('button', { name: 'Save view' }).click();
  await expect(page.getByText(`Saved as ${name}.`)).toBeVisible();
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByRole('button', { name: 'Save view' }).click();
  await page.getByRole('button', { name: 'Replace' }).click();
  await expect(page.getByText(`Saved as ${name}.`)).toBeVisible();

  await open(page, `/views/${encodeURIComponent(name)}`);
  await expect(page).toHaveURL(/\/search\?q=op%3Aremove/);

  const entry = page.getByRole('listitem').filter({ hasText: name });
  await entry.locator('summary').click();
  await entry.getByRole('textbox').fill(`${name} again`);
  await entry.getByRole('button', { name: 'Rename' }).click();
  await expect(page.getByRole('link', { name: `${name} again` })).toBeVisible();
  const forget = entry.getByRole('button', { name: 'Delete' });
  await expect(async () => {
    if (!(await forget.isVisible())) await entry.locator('summary').click();
    await forget.click({ timeout: 1_000 });
  }).toPass();
  const links = page.getByRole('main').getByRole('link', { name: `${name} again` });
  await expect(links).toHaveCount(0);

  // From another page, too: what was deleted can be had again until that is dismissed.
  const told = page.locator('.toast', { hasText: `Deleted ${name} again.` });
  await page.getByRole('link', { name: 'Items' }).first().click();
  await expect(page).toHaveURL(/\/items/);
  await told.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByText(`Saved as ${name} again.`)).toBeVisible();
  await expect(told).toHaveCount(0);
  await open(page, '/search?q=op%3Aremove');
  await expect(links).toBeVisible();
});

test('a view is opened by its link, and Back leads to where the link was', async ({ page }) => {
  const name = unique('Inserts of');
  await open(page, '/search?q=op%3Ainsert');
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByRole('button', { name: 'Save view' }).click();
  await expect(page.getByRole('link', { name })).toBeVisible();
  await open(page, '/search?q=op%3Aremove');
  await page.getByRole('link', { name }).click();
  await expect(page).toHaveURL(/\/search\?q=op%3Ainsert/);
  await expect(page.locator('#query-input')).toHaveValue('op:insert');
  await page.goBack();
  await expect(page).toHaveURL(/\/search\?q=op%3Aremove/);
  await expect(page.locator('#query-input')).toHaveValue('op:remove');
});
