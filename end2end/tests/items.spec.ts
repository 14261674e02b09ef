// The list of items: found, ordered, narrowed, and paged, each state with its address.

import { expect, open, reload, takeAway, test, unique } from '../support/fixtures';
import { put, remove, user } from '../support/dynamodb';
import { putAll } from '../support/writer';

const prefix = unique('listed');
const id = (n: number) => `${prefix}-${String(n).padStart(3, '0')}`;
const ITEMS = 60;

test.beforeAll(async ({ program, playwright }) => {
  await putAll(program.dynamodb, 'demo-users', Array.from({ length: ITEMS }, (_, n) => user(id(n), { n: { N: String(n) } })));
  for (let n = 0; n < 3; n += 1) await put(program.dynamodb, 'demo-users', user(id(7), { n: { N: '7' }, again: { N: String(n) } }));
  await remove(program.dynamodb, 'demo-users', { user_id: { S: id(5) } });
  const api = await playwright.request.newContext({ baseURL: program.url });
  await expect
    .poll(async () => {
      const answer = await api.get('/api/v1/items/demo-users', { params: { q: `key:${prefix}*`, state: 'deleted' } });
      return ((await answer.json()) as { items: unknown[] }).items.length;
    })
    .toBe(1);
  await api.dispose();
});

test('orders and states are in the address, and go back and forward', async ({ page }) => {
  await open(page, `/items/demo-users?q=key%3A${prefix}*`);
  const rows = page.getByTestId('items-row');
  await expect(rows.first()).toContainText(id(5));
  await expect(rows.first()).toContainText('deleted');
  await page.getByTestId('items-order').getByRole('link', { name: 'Most changed' }).click();
  await expect(page).toHaveURL(/order=most_changed/);
  await expect(rows.first()).toContainText(id(7));
  await expect(rows.first()).toContainText('4 versions');
  await page.getByTestId('items-order').getByRole('link', { name: 'Key' }).click();
  await expect(rows.first()).toContainText(id(0));
  await page.getByTestId('items-state').getByRole('link', { name: 'Deleted' }).click();
  await expect(page).toHaveURL(/state=deleted/);
  await expect(rows).toHaveCount(1);
  await page.goBack();
  await expect(rows.first()).toContainText(id(0));
  await reload(page);
  await expect(rows.first()).toContainText(id(0));
});

test('pages follow each other without a double or a hole, and the ends are told', async ({ page }) => {
  await open(page, `/items/demo-users?q=key%3A${prefix}*&order=key`);
  const keys = () => page.getByTestId('items-row').getByRole('link').allTextContents();
  const first = await keys();
  expect(first).toHaveLength(50);
  await page.getByRole('link', { name: 'Next' }).click();
  await expect(page.getByTestId('items-row')).toHaveCount(ITEMS - 50);
  const second = await keys();
  expect([...first, ...second]).toEqual(Array.from({ length: ITEMS }, (_, n) => id(n)));
  await expect(page.getByTestId('items-count')).toContainText('the list ends here');
  await page.getByRole('link', { name: 'Previous' }).click();
  await expect.poll(keys).toEqual(first);
  await expect(page.getByRole('link', { name: 'Previous' })).toHaveCount(0);
});

test('a query finds items by what they hold, and says what it cannot be asked', async ({ page, complaints }) => {
  await open(page, '/items/demo-users');
  const line = page.getByRole('combobox');
  await page.keyboard.press('/');
  await expect(line).toBeFocused();
  await line.fill(`key:${prefix}* attr:n>57`);
  await line.press('Escape');
  await page.keyboard.press('/');
  await line.press('Enter');
  await expect(page.getByTestId('items-row')).toHaveCount(2);
  await expect(page).toHaveURL(/q=key/);
  await page.goto('/items/demo-users?q=changed%3Astatus');
  await expect(page.getByText('about what a change did')).toBeVisible();
  await page.goto('/items/demo-users?q=key%3Anobody-at-all');
  await expect(page.getByText('No item fits')).toBeVisible();
  takeAway(complaints, /status of 400/);
});

test('activity is drawn, arrow keys go from item to item, and Enter opens one', async ({ page }) => {
  await open(page, `/items/demo-users?q=key%3A${prefix}*&order=key`);
  const rows = page.getByTestId('items-row');
  await expect(rows.first().locator('rect').first()).toBeAttached();
  await rows.first().getByRole('link').focus();
  await page.keyboard.press('ArrowDown');
  await expect(rows.nth(1).getByRole('link')).toBeFocused();
  await page.keyboard.press('End');
  await expect(rows.last().getByRole('link')).toBeFocused();
  await page.keyboard.press('Home');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(new RegExp(`${id(0)}`));
});
