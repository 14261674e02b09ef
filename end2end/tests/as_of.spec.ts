// An item as it was: by version, by time, along the slider; and one attribute's values.

import type { Page } from '@playwright/test';

import { put, remove, user } from '../support/dynamodb';
import { expect, open, test, unique } from '../support/fixtures';
import { userPage, versionsOf } from '../support/items';

const EXACT = '12345678901234567890.123456789012345678';

let address: string;

test.beforeAll(async ({ program }) => {
  const id = unique('past');
  address = userPage(id);
  for (const visits of ['1', '2', EXACT]) {
    await put(program.dynamodb, 'demo-users', user(id, { visits: { N: visits }, plan: { S: visits === '1' ? 'free' : 'pro' } }));
  }
  await remove(program.dynamodb, 'demo-users', { user_id: { S: id } });
  await versionsOf(program, id, 4);
});

const panel = (page: Page) => page.getByTestId('as-of');
const slider = (page: Page) => page.getByTestId('as-of-slider');

test('the address says the moment, also without JavaScript', async ({ browser, program }) => {
  const plain = await browser.newContext({ javaScriptEnabled: false });
  const page = await plain.newPage();
  await page.goto(`${program.url}${address}?at=v2`);
  await expect(panel(page)).toContainText('v2 was in force');
  await expect(panel(page)).toContainText('"visits": 2');
  await page.goto(`${program.url}${address}?at=2020-01-01`);
  await expect(panel(page)).toContainText('There was no item yet');
  await page.goto(`${program.url}${address}?at=v4`);
  await expect(panel(page)).toContainText('Version 4 had removed it.');
  await page.goto(`${program.url}${address}?at=whenever`);
  await expect(page.getByText('neither a version like v42')).toBeVisible();
  await plain.close();
});

test('the slider goes through the life with the keyboard, and back', async ({ page }) => {
  await open(page, `${address}?at=v3`);
  await expect(panel(page)).toContainText(EXACT);
  await slider(page).focus();
  await page.keyboard.press('ArrowLeft');
  await expect(page).toHaveURL(/at=v2/);
  await expect(slider(page)).toHaveAttribute('aria-valuetext', /^version 2, \d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
  await expect(slider(page)).toBeFocused();
  await expect(panel(page)).toContainText('"visits": 2');
  await page.keyboard.press('Home');
  await expect(panel(page)).toContainText('There was no item yet');
  await expect(slider(page)).toHaveAttribute('aria-valuetext', 'before the first version');
  await page.goBack();
  await expect(panel(page)).toContainText('"visits": 2');
  await expect(page.locator('.entry[aria-current]')).toHaveCount(0);
  await page.getByRole('link', { name: 'Back to now' }).click();
  await expect(panel(page)).toHaveCount(0);
  await expect(page.locator('.entry[aria-current]')).toHaveCount(1);
  await expect(page.getByTestId('item-detail')).toBeVisible();
});

test('an attribute has its values as a chart with a table behind it', async ({ page }) => {
  await open(page, `${address}?attribute=visits`);
  const history = page.getByTestId('attribute-history');
  await expect(history.getByRole('img', { name: /Step chart of visits/ })).toBeVisible();
  await expect(history.getByRole('row')).toHaveText([/Since/, /v4.*no item/, new RegExp(`v3.*${EXACT}`), /v2.*2$/, /v1.*1$/]);
  await history.getByRole('link', { name: 'plan' }).click();
  await expect(history.getByRole('img', { name: /Ribbon of plan/ })).toBeVisible();
  await expect(page).toHaveURL(/attribute=plan/);
  await history.getByRole('link', { name: 'v2', exact: true }).click();
  await expect(page.getByTestId('item-detail')).toContainText('Version 2 of 4');
});

test('a table is listed as of a time, each item leading to what it was', async ({ page, program }) => {
  const id = unique('listed');
  await put(program.dynamodb, 'demo-users', user(id));
  await versionsOf(program, id, 1);
  await open(page, '/items/demo-users?at=2099-01-01');
  await expect(page.getByTestId('items-as-of')).toContainText('as they were at 2099-01-01');
  await page.getByRole('row').filter({ hasText: id }).getByRole('link').click();
  await expect(panel(page)).toContainText('v1 was in force');
  await open(page, '/items/demo-users?at=2020-01-01');
  await expect(page.getByText('No item of this table was there yet')).toBeVisible();
});
