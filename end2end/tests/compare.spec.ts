// Any two versions of an item compared: from the address, by typing and by stepping, inline and side by side.

import type { Page } from '@playwright/test';

import { violations } from '../support/axe';
import { call, createTable, put, user } from '../support/dynamodb';
import { expect, open, reload, test, unique } from '../support/fixtures';
import { userPage, versionsAt, versionsOf } from '../support/items';
import type { Program } from '../support/program';

const WIDE = '12345678901234567890123456789012345678';

/** An item of three versions. */
async function threeVersions(program: Program): Promise<string> {
  const id = unique('compared');
  await put(program.dynamodb, 'demo-users', user(id, { amount: { N: WIDE }, code: { N: '1' } }));
  await put(program.dynamodb, 'demo-users', user(id, { amount: { N: `${WIDE.slice(0, -1)}9` }, code: { S: '1' } }));
  await put(program.dynamodb, 'demo-users', user(id, { visits: { N: '3' } }));
  await versionsOf(program, id, 3);
  return id;
}

const row = (page: Page, path: string) =>
  page.locator('.diff').getByRole('row').filter({ has: page.getByRole('rowheader', { name: path, exact: true }) });
const title = (page: Page) => page.getByTestId('comparison').getByRole('heading').first();

test('two versions are compared from the address alone, without JavaScript', async ({ program, browser }) => {
  const id = await threeVersions(program);
  const plain = await browser.newContext({ javaScriptEnabled: false });
  const page = await plain.newPage();
  await page.goto(program.url + userPage(id, '?compare=1..2'));
  await expect(title(page)).toHaveText('Version 2 against version 1');
  await expect(row(page, 'amount').last()).toContainText('+1');
  await expect(row(page, 'code').last()).toContainText('number became string');
  // The fields are a form like any other.
  await page.getByRole('textbox', { name: 'Is' }).fill('3');
  await page.getByRole('button', { name: 'Compare', exact: true }).click();
  await expect(title(page)).toHaveText('Version 3 against version 1');
  await plain.close();
});

test('stepping, swapping and typing lead to any two, and each is an address', async ({ page, program }) => {
  const id = await threeVersions(program);
  await open(page, userPage(id));
  await page.getByRole('link', { name: 'Compare…' }).click();
  await expect(page).toHaveURL(/compare=2\.\.3/);
  await expect(row(page, 'visits').last()).toContainText('+2');
  await page.getByRole('link', { name: 'Is: the version after' }).click();
  await expect(page).toHaveURL(/compare=2\.\.now/);
  await expect(title(page)).toHaveText('Now against version 2');
  await page.getByRole('link', { name: 'Swap both sides' }).click();
  await expect(page).toHaveURL(/compare=now\.\.2/);
  await expect(row(page, 'visits').last()).toContainText('−2');
  const was = page.getByRole('textbox', { name: 'Was' });
  await was.fill('v1');
  await was.press('Enter');
  await expect(page).toHaveURL(/compare=1\.\.2/);
  await page.goBack();
  await expect(title(page)).toHaveText('Version 2 against now');
  await was.fill('9');
  await was.press('Enter');
  await expect(page.getByRole('alert').filter({ hasText: 'its versions are 1 to 3' })).toBeVisible();
  await expect(was).toHaveAttribute('aria-invalid', 'true');
  await expect(was).toHaveValue('9');
});

test('who steps by keyboard keeps the place', async ({ page, program }) => {
  const id = await threeVersions(program);
  await open(page, userPage(id, '?compare=1..1'));
  const after = page.getByRole('link', { name: 'Is: the version after' });
  await after.focus();
  for (const pair of ['1..2', '1..3']) {
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(new RegExp(`compare=${pair.replace('..', '\\.\\.')}$`));
    await expect(title(page)).toHaveText(`Version ${pair.at(-1)} against version 1`);
    await expect(after).toBeFocused();
  }
  await page.keyboard.press('Enter');
  await expect(title(page)).toHaveText('Now against version 1');
  await expect(page.getByRole('textbox', { name: 'Is' })).toBeFocused();
});

test('the item as it is now is read when it is compared', async ({ page, program }) => {
  const id = await threeVersions(program);
  await open(page, userPage(id, '?compare=3..now'));
  await expect(page.getByText('Nothing differs.')).toBeVisible();
  await call(program.dynamodb, 'DeleteItem', { TableName: 'demo-users', Key: { user_id: { S: id } } });
  await reload(page);
  await expect(page.getByTestId('comparison')).toContainText('there is no item');
  await expect(row(page, 'visits')).toHaveText([/−removed/]);
});

test('side by side stands in the address, and goes below each other where there is no room', async ({ page, program }) => {
  const id = await threeVersions(program);
  await open(page, userPage(id, '?compare=1..2'));
  await page.getByRole('link', { name: 'Side by side' }).click();
  await expect(page).toHaveURL(/compare=1\.\.2&layout=side/);
  const sides = () =>
    row(page, 'amount').locator('.diff-cell').evaluateAll((cells) => cells.map((cell) => cell.getBoundingClientRect().top));
  await expect.poll(async () => new Set(await sides()).size).toBe(1);
  await page.setViewportSize({ width: 600, height: 900 });
  await expect.poll(async () => new Set(await sides()).size).toBe(2);
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.getByRole('link', { name: 'Is: the version after' }).click();
  await expect(page).toHaveURL(/compare=1\.\.3&layout=side/);
  // The layout stays with a single version too.
  await open(page, userPage(id, '?layout=side'));
  await expect(page.locator('.diff [role="columnheader"]').first()).toHaveText('Attribute');
});

test('a value of 300 KB is folded, and unfolds on request', async ({ page, program }) => {
  const id = unique('huge');
  const huge = (word: string) => user(id, { text: { S: `${word} `.repeat(60_000) } });
  await put(program.dynamodb, 'demo-users', huge('left'));
  await put(program.dynamodb, 'demo-users', huge('right'));
  await versionsOf(program, id, 2);
  await open(page, userPage(id, '?compare=1..2'));
  const unfold = row(page, 'text').first().getByRole('button', { name: /Show all \d/ });
  await expect(unfold).toHaveAttribute('aria-expanded', 'false');
  expect((await row(page, 'text').first().innerText()).length).toBeLessThan(2_000);
  await unfold.press('Enter');
  await expect(row(page, 'text').first().getByRole('button', { name: 'Fold' })).toBeVisible();
  expect((await row(page, 'text').first().innerText()).length).toBeGreaterThan(290_000);
});

test('what records do not carry is rebuilt and told, or it is told why it cannot be', async ({ page, program }) => {
  const tables = { OLD_IMAGE: unique('old-images'), KEYS_ONLY: unique('keys-only') };
  for (const [viewType, table] of Object.entries(tables)) {
    await createTable(program.dynamodb, table, viewType);
    for (const n of ['1', '2', '3']) await put(program.dynamodb, table, { id: { S: 'x' }, n: { N: n } });
  }
  for (const table of Object.values(tables)) await versionsAt(program, `${table}/id=x`, 3);
  await open(page, `/items/${tables.OLD_IMAGE}/id=x?compare=1..2`);
  await expect(row(page, 'n').last()).toContainText('+1');
  await expect(page.getByTestId('comparison')).toContainText('Derived: the record does not carry the image after');
  await page.getByTestId('item-entry').nth(1).click();
  await expect(page.getByTestId('item-detail')).toContainText('Derived: the record does not carry the image after');
  await expect(row(page, 'n').last()).toContainText('+1');
  expect(await violations(page, '.item-page')).toEqual([]);
  await page.getByTestId('item-entry').first().click();
  await expect(page.getByTestId('item-detail')).toContainText(/Version 3 .* OLD_IMAGE, on since \d{4}-\d\d-\d\d/);

  await open(page, `/items/${tables.KEYS_ONLY}/id=x?compare=1..2`);
  await expect(page.getByTestId('why-unknown').first()).toContainText(/Version 1 .* KEYS_ONLY, on since \d{4}-\d\d-\d\d/);
  await open(page, `/items/${tables.KEYS_ONLY}/id=x?restore=1`);
  await expect(page.getByTestId('restore-submit')).toBeDisabled();
  await expect(page.getByTestId('restoration')).toContainText('KEYS_ONLY');
});

test('what cannot be compared says why', async ({ page, program }) => {
  const id = await threeVersions(program);
  await open(page, userPage(id, '?compare=1..9'));
  await expect(page.getByRole('complementary', { name: 'The chosen version' })).toContainText('no version 9');
  await open(page, userPage(id, '?compare=nonsense'));
  await expect(page.getByRole('complementary', { name: 'The chosen version' })).toContainText('no pair of versions');
});
