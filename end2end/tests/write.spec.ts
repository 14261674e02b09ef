// The form: what is refused is named, and what was typed stays.

import { expect, open, test, unique } from '../support/fixtures';

const WIDE = '12345678901234567890123456789012345678';

test('text that is no JSON is refused with the place, and stays', async ({ page }) => {
  await open(page, '/write?table=demo-users');
  const typed = '{ "user_id": "u-1", "name": oops }';
  const editor = page.getByTestId('write-editor');
  await editor.fill(typed);
  await page.getByTestId('write-submit').click();
  await expect(page.getByTestId('write-error').first()).toBeVisible();
  await expect(editor).toHaveValue(typed);
  await expect(page.getByTestId('write-result')).toHaveCount(0);
});

test('a missing key and a key of the wrong type are named', async ({ page }) => {
  await open(page, '/write?table=demo-users');
  const editor = page.getByTestId('write-editor');
  await editor.fill('{ "name": "Ada" }');
  await page.getByTestId('write-submit').click();
  await expect(page.getByTestId('write-error').first()).toContainText('user_id');
  await editor.fill('{ "user_id": 7 }');
  await page.getByTestId('write-submit').click();
  await expect(page.getByTestId('write-error').first()).toContainText('user_id');
  await expect(editor).toHaveValue('{ "user_id": 7 }');
});

test('the two notations convert into each other without loss', async ({ page }) => {
  await open(page, '/write?table=demo-users');
  const editor = page.getByTestId('write-editor');
  await page.getByTestId('write-mode-dynamodb').click();
  const item = {
    user_id: { S: unique('notation') },
    exact: { N: WIDE },
    bytes: { B: 'AAEC' },
    tags: { SS: ['a', 'b'] },
    nothing: { NULL: true },
    empty: { S: '' },
  };
  await editor.fill(JSON.stringify(item));
  await page.getByTestId('write-mode-plain').click();
  await expect(editor).toHaveValue(new RegExp(WIDE));
  await page.getByTestId('write-mode-dynamodb').click();
  await expect.poll(async () => JSON.parse(await editor.inputValue())).toEqual(item);
});

test('put, update, delete: each leads to the change it caused', async ({ page }) => {
  const id = unique('three');
  await open(page, '/write?table=demo-users');
  const editor = page.getByTestId('write-editor');
  const write = async (action: string, item: unknown) => {
    await page.getByTestId('write-action').getByRole('radio', { name: new RegExp(action, 'i') }).check();
    await editor.fill(JSON.stringify(item));
    await page.getByTestId('write-submit').click();
    await expect(page.getByTestId('write-result').getByRole('link', { name: /See change \d+/ })).toBeVisible();
  };
  await write('put', { user_id: id, name: 'Ada', visits: 1 });
  const first = await page.getByTestId('write-result').getByRole('link', { name: /See change/ }).textContent();
  await write('update', { user_id: id, visits: 2 });
  await expect(page.getByTestId('write-result').getByRole('link', { name: /See change/ })).not.toHaveText(first ?? '');
  await write('delete', { user_id: id });

  await page.getByTestId('write-result').getByRole('link', { name: /Timeline of/ }).click();
  await expect(page.getByTestId('item-entry')).toHaveCount(3);
  await expect(page.getByTestId('item-state')).toContainText(/deleted/i);
});
