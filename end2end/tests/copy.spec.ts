// The Copy menus: what they put into the clipboard, by keyboard, and what they do when the browser refuses.

import { execFileSync } from 'node:child_process';

import type { Page } from '@playwright/test';

import { violations } from '../support/axe';
import { put, remove, user } from '../support/dynamodb';
import { expect, open, test, unique } from '../support/fixtures';
import { userPage, versionsOf } from '../support/items';

test.beforeEach(async ({ context }) => context.grantPermissions(['clipboard-read', 'clipboard-write']));

const clipboard = (page: Page) => page.evaluate(() => navigator.clipboard.readText());

async function pick(page: Page, within: string, label: string | RegExp): Promise<string> {
  const menu = page.locator(within);
  await menu.getByRole('button', { name: /^Cop/ }).click();
  await menu.getByRole('menuitem', { name: label }).click();
  await expect(menu.getByRole('status')).toHaveText(/^Copied/);
  return clipboard(page);
}

test('each entry copies what it says', async ({ page, program }) => {
  const id = unique("it's #1");
  const key = { user_id: { S: id } };
  await put(program.dynamodb, 'demo-users', user(id, { wide: { N: '12345678901234567890123456789012345678' } }));
  await versionsOf(program, encodeURIComponent(id), 1);
  await open(page, userPage(encodeURIComponent(id)));
  const item = '#item-copy';
  expect(await pick(page, item, 'Link to the item')).toBe(`${program.url}/items/demo-users/user_id=${encodeURIComponent(id).replace("'", '%27')}`);
  expect(JSON.parse(await pick(page, item, /^Key/))).toEqual(key);
  expect(JSON.parse(await pick(page, item, 'Item now, DynamoDB JSON'))).toMatchObject({ ...key, wide: { N: '12345678901234567890123456789012345678' } });
  expect(await pick(page, item, 'Item now, plain JSON')).toContain('12345678901234567890123456789012345678');

  // A shell reads the command as it was meant.
  const command = await pick(page, item, 'aws dynamodb get-item');
  const words = execFileSync('sh', ['-c', `aws() { printf '%s\\n' "$@"; }; ${command}`]).toString().trimEnd().split('\n');
  expect(words.slice(0, 4)).toEqual(['dynamodb', 'get-item', '--table-name', 'demo-users']);
  expect(JSON.parse(words[5] ?? '')).toEqual(key);
  expect(words.slice(6)).toEqual(['--consistent-read', '--endpoint-url', program.dynamodb, '--region', 'us-east-1']);

  const version = '#version-copy';
  expect(await pick(page, version, 'Link to the change')).toMatch(/\/changes\/\d+$/);
  const link = await pick(page, version, 'Link to version 1');
  expect(link).toMatch(/\?v=\d+$/);
  expect(await pick(page, version, 'Link to the item at that time')).toMatch(/\?at=2\d{3}-/);
  expect(JSON.parse(await pick(page, version, 'Item after the change, DynamoDB JSON'))).toMatchObject(key);
  await open(page, link);
  await expect(page.getByTestId('item-detail')).toContainText('Version 1 of 1');

  await open(page, userPage(encodeURIComponent(id), '?compare=1..now'));
  expect(await pick(page, '#pair-copy', 'Link to 1..now')).toContain('?compare=1..now');
});

test('the menu is worked by keyboard alone', async ({ page, program }) => {
  const id = unique('keys');
  await put(program.dynamodb, 'demo-users', user(id));
  await versionsOf(program, id, 1);
  await open(page, userPage(id));
  const menu = page.locator('#item-copy');
  const button = menu.getByRole('button', { name: 'Copy' });
  await button.focus();
  await page.keyboard.press('ArrowDown');
  await expect(menu.getByRole('menuitem').first()).toBeFocused();
  await page.keyboard.press('End');
  await expect(menu.getByRole('menuitem').last()).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await expect(menu.getByRole('menuitem').first()).toBeFocused();
  expect(await violations(page, '#item-copy')).toEqual([]);
  await page.keyboard.press('Escape');
  await expect(button).toBeFocused();
  await expect(menu.getByRole('menu')).toBeHidden();
  await page.keyboard.press('Enter');
  await expect(menu.getByRole('menuitem').first()).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(menu.getByRole('status')).toHaveText('Copied: Key, DynamoDB JSON');
  expect(await clipboard(page)).toBe(`{"user_id":{"S":"${id}"}}`);
  await page.keyboard.press('Enter');
  await expect(menu.getByRole('menuitem').first()).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(menu.getByRole('menu')).toBeHidden();
});

test('where the browser refuses, the text is shown selected', async ({ page, program }) => {
  const id = unique('refused');
  await put(program.dynamodb, 'demo-users', user(id));
  await versionsOf(program, id, 1);
  await page.addInitScript(() => {
    navigator.clipboard.writeText = () => Promise.reject(new DOMException('no', 'NotAllowedError'));
  });
  await open(page, userPage(id));
  const menu = page.locator('#item-copy');
  await menu.getByRole('button', { name: 'Copy' }).click();
  await menu.getByRole('menuitem', { name: /^Key/ }).click();
  const text = menu.getByRole('textbox', { name: 'The text to copy' });
  await expect(text).toBeFocused();
  expect(await text.evaluate((field: HTMLTextAreaElement) => field.value.slice(field.selectionStart, field.selectionEnd))).toBe(`{"user_id":{"S":"${id}"}}`);
  expect(await violations(page, '#item-copy')).toEqual([]);
  await menu.getByRole('button', { name: 'Close' }).click();
  await expect(text).toHaveCount(0);
});

test("the item as it is now cannot be copied when there is none, and that is said", async ({ page, program }) => {
  const id = unique('gone');
  await put(program.dynamodb, 'demo-users', user(id));
  await versionsOf(program, id, 1);
  await open(page, userPage(id));
  await remove(program.dynamodb, 'demo-users', { user_id: { S: id } });
  const menu = page.locator('#item-copy');
  await menu.getByRole('button', { name: 'Copy' }).click();
  await menu.getByRole('menuitem', { name: 'Item now, plain JSON' }).click();
  await expect(menu.getByRole('status')).toHaveText('Not copied. There is no such item in DynamoDB now.');
});
