// An item as it was: by version, by time, along the slider; and one attribute's values.

import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';

import { put, remove, user } from '../support/dynamodb';
import { expect, open, test, unique } from '../support/fixtures';

const EXACT = '12345678901234567890.123456789012345678';

let address: string;

test.beforeAll(async ({ program, request }) => {
  const id = unique('past');
  address = `/items/demo-users/user_id=${id}`;
  for (const visits of ['1', '2', EXACT]) {
    await put(program.dynamodb, 'demo-users', user(id, { visits: { N: visits }, plan: { S: visits === '1' ? 'free' : 'pro' } }));
  }
  await remove(program.dynamodb, 'demo-users', { user_id: { S: id } });
  await expect
    .poll(async () => (await (await request.get(`${program.url}/api/v1${address}`)).json()).item?.versions)
    .toBe(4);
});

const panel = (page: Page) => page.getByTestId('as-of');
const slider = (page: Page) => page.getByTestId('as-of-slider');

async function violations(page: Page): Promise<string[]> {
  const { violations: found } = await new AxeBuilder({ page }).analyze();
  return found.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' | ')}`);
}

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
  await expect.poll(async () => (await page.request.get(`/api/v1/items/demo-users/user_id=${id}`)).status()).toBe(200);
  await open(page, '/items/demo-users?at=2099-01-01');
  await expect(page.getByTestId('items-as-of')).toContainText('as they were at 2099-01-01');
  expect(await violations(page)).toEqual([]);
  await page.getByRole('row').filter({ hasText: id }).getByRole('link').click();
  await expect(panel(page)).toContainText('v1 was in force');
  await open(page, '/items/demo-users?at=2020-01-01');
  await expect(page.getByText('No item of this table was there yet')).toBeVisible();
});

for (const theme of ['light', 'dark'] as const) {
  for (const width of [1440, 360]) {
    test(`the past is accessible, ${theme}, ${width} px`, async ({ page }) => {
      await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
      await page.setViewportSize({ width, height: 800 });
      for (const query of ['at=v2', 'at=2020-01-01', 'attribute=visits', 'attribute=plan', 'attribute=*']) {
        await open(page, `${address}?${query}`);
        await expect(page.locator('.loading')).toHaveCount(0);
        expect.soft(await violations(page), query).toEqual([]);
        expect.soft(await page.evaluate(() => document.documentElement.scrollWidth), query).toBeLessThanOrEqual(width);
      }
    });
  }
}
