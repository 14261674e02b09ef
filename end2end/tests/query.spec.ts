// The query line completes what is typed, by keyboard and by mouse.

import { put, user } from '../support/dynamodb';
import { expect, live, open, row, test, unique } from '../support/fixtures';

test('fields, tables and attributes are completed from the keyboard', async ({ page, program }) => {
  const id = unique('completed');
  await put(program.dynamodb, 'demo-users', user(id));
  await put(program.dynamodb, 'demo-users', user(id, { visits: { N: '2' } }));
  await open(page, '/');
  await live(page);
  await expect(row(page, id)).toHaveCount(2);
  const query = page.getByRole('combobox', { name: 'Query' });
  const options = page.getByRole('option');

  await page.keyboard.press('/');
  await expect(query).toHaveAttribute('aria-expanded', 'true');
  await query.pressSequentially('-ta');
  await expect(options.first()).toContainText('table:');
  await query.press('ArrowDown');
  await expect(query).toHaveAttribute('aria-activedescendant', 'query-option-0');
  await expect(options.first()).toHaveAttribute('aria-selected', 'true');
  await query.press('Enter');
  await expect(query).toHaveValue('-table:');
  await expect(query).toHaveAttribute('aria-invalid', 'false');

  await query.pressSequentially('demo-o');
  await expect(options).toHaveText([/demo-orders/]);
  await query.press('ArrowDown');
  await query.press('Tab');
  await expect(query).toHaveValue('-table:demo-orders ');
  await expect(query).toBeFocused();

  await query.pressSequentially('new.vis');
  await expect(options.first()).toContainText('visits');
  await query.press('ArrowDown');
  await query.press('Enter');
  await query.pressSequentially(`>1 ${id}`);
  await query.press('Enter');
  await expect(page).toHaveURL(/new\.visits/);
  await expect(options).toHaveCount(0);
  await live(page);
  await expect(row(page, id)).toHaveCount(1);
});

test('Escape closes the list, and then leaves the line', async ({ page }) => {
  await open(page, '/');
  await live(page);
  const query = page.getByRole('combobox', { name: 'Query' });
  await page.keyboard.press('/');
  await expect(page.getByRole('listbox')).toBeVisible();
  await query.press('Escape');
  await expect(page.getByRole('listbox')).toBeHidden();
  await expect(query).toBeFocused();
  await query.fill('table:');
  await query.press('Enter');
  await expect(page.getByText('table: needs a value')).toBeVisible();
  await query.press('Escape');
  await expect(query).not.toBeFocused();
});

test('an entry of the open list takes a click', async ({ page }) => {
  await open(page, '/');
  await live(page);
  const query = page.getByRole('combobox', { name: 'Query' });
  await page.keyboard.press('/');
  await query.press('ArrowDown');
  await page.getByRole('option').filter({ hasText: 'op:' }).click();
  await expect(query).toHaveValue('op:');
  await expect(query).toBeFocused();
});
