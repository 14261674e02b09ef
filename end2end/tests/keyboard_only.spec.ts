// The main journeys by keyboard alone: no test here has a mouse. Each stop on the way is seen, has a name and is not
// covered, and the focus is never lost.

import type { Page } from '@playwright/test';

import { put, user } from '../support/dynamodb';
import { expect, live, open, row, test, unique } from '../support/fixtures';
import { userPage, versionsOf } from '../support/items';
import { stop, tabTo } from '../support/keyboard';
import { putAll } from '../support/writer';

/** More rows than a window is high. */
const MANY = 60;

const keptFocus = async (page: Page) => {
  await expect.poll(async () => (await stop(page)).problems).toEqual([]);
};

test('a change is seen as it happens, opened, and closed again', async ({ page, program }) => {
  const id = unique('seen');
  await open(page, '/');
  await live(page);
  await putAll(program.dynamodb, 'demo-users', Array.from({ length: MANY }, () => user(unique('before'))));
  await put(program.dynamodb, 'demo-users', user(id));
  await expect(row(page, id)).toBeVisible();
  await tabTo(page, id);
  await page.keyboard.press('Enter');
  const drawer = page.getByRole('complementary', { name: 'The change' });
  await expect(drawer).toContainText(id);
  await keptFocus(page);
  // However long the list is: it is one stop, and the drawer comes after it.
  await tabTo(page, 'Open timeline', { limit: 10 });
  await page.keyboard.press('Escape');
  await expect(drawer).toBeHidden();
  // Back on the change that was opened.
  await expect.poll(async () => await stop(page)).toEqual({ name: id, problems: [] });
});

test('the list is one stop, through which arrow keys go', async ({ page, program }) => {
  const ids = Array.from({ length: MANY }, () => unique('walked'));
  await putAll(program.dynamodb, 'demo-users', ids.map((id) => user(id)));
  await open(page, '/');
  await live(page);
  await expect(row(page, ids[MANY - 1] ?? '')).toBeVisible();
  const focused = async () => (await stop(page)).name;
  const step = async (key: string) => {
    const before = await focused();
    await page.keyboard.press(key);
    await expect.poll(focused).not.toBe(before);
    await keptFocus(page);
    return focused();
  };
  await tabTo(page, /^walked/);
  // Further than the window is high: the list is scrolled along.
  const walked = [await focused()];
  while (walked.length < MANY) walked.push(await step('ArrowDown'));
  expect([...walked].sort()).toEqual([...ids].sort());
  const before = await step('ArrowUp');
  expect(before).toBe(walked[MANY - 2]);
  expect(ids).not.toContain(await step('Shift+Tab'));
  expect(await step('Tab')).toBe(before);
});

test('two versions are compared', async ({ page, program }) => {
  const id = unique('compared');
  await put(program.dynamodb, 'demo-users', user(id));
  await put(program.dynamodb, 'demo-users', user(id, { visits: { N: '2' } }));
  await versionsOf(program, id, 2);
  await open(page, userPage(id));
  await tabTo(page, 'Compare…');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/compare=/);
  await expect(page.getByRole('main')).toContainText('visits');
  await keptFocus(page);
});

test('the archive is searched, and the search kept as a view', async ({ page, program }) => {
  const [id, view] = [unique('searched'), unique('by keyboard')];
  await put(program.dynamodb, 'demo-users', user(id));
  await versionsOf(program, id, 1);
  await open(page, '/search');
  await page.keyboard.press('/');
  await keptFocus(page);
  await page.keyboard.type(`table:demo-users key:"${id}"`);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/q=table/);
  await expect(page.locator('.hit')).toContainText(id);
  await keptFocus(page);
  await tabTo(page, 'Name');
  await page.keyboard.type(view);
  await tabTo(page, 'Save view');
  await page.keyboard.press('Enter');
  await expect(page.getByText(`Saved as ${view}.`)).toBeVisible();
  await keptFocus(page);
});

test('an item is written, from the palette on', async ({ page }) => {
  const id = unique('written');
  await open(page, '/');
  await page.keyboard.press('Control+k');
  await keptFocus(page);
  await page.keyboard.type('write');
  await expect(page.locator('.palette [role="option"]').first()).toContainText('Write');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/write/);
  await keptFocus(page);
  const editor = page.getByTestId('write-editor');
  await expect(editor).toBeVisible();
  await tabTo(page, /^Table/);
  await page.keyboard.type('demo-users');
  await expect(page.getByLabel('Table', { exact: true })).toHaveValue('demo-users');
  for (let step = 0; step < 40 && !(await editor.evaluate((field) => field === document.activeElement)); step += 1) {
    await page.keyboard.press('Tab');
    await keptFocus(page);
  }
  await page.keyboard.press('Control+a');
  await page.keyboard.type(JSON.stringify({ user_id: id, owner: 'Ada' }));
  await tabTo(page, 'Put item');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('write-result').getByRole('link', { name: /See change \d+/ })).toBeVisible();
  await keptFocus(page);
});

test('a stream is turned off and on, and the focus stays with it', async ({ page }) => {
  await open(page, '/tables');
  const table = page.getByRole('region', { name: 'demo-orders', exact: true });
  await tabTo(page, 'Turn the stream off…', { within: table });
  await page.keyboard.press('Enter');
  await keptFocus(page);
  expect((await stop(page)).name).toBe('Turn it off');
  await page.keyboard.press('Enter');
  await expect(table.getByText('stream off', { exact: true })).toBeVisible();
  await keptFocus(page);
  await tabTo(page, 'Turn the stream on', { within: table });
  await page.keyboard.press('Enter');
  await expect(table.getByText('captured', { exact: true })).toBeVisible();
  await keptFocus(page);
});

test('a closed dialog gives the focus back to what opened it', async ({ page, program }) => {
  const id = unique('closed');
  await put(program.dynamodb, 'demo-users', user(id));
  await versionsOf(program, id, 1);
  await open(page, userPage(id));
  for (const name of ['Export…', 'Replay…']) {
    await tabTo(page, name);
    await page.keyboard.press('Enter');
    await expect(page.locator('dialog[open]')).toBeVisible();
    await keptFocus(page);
    await page.keyboard.press('Escape');
    await expect(page.locator('dialog[open]')).toHaveCount(0);
    expect((await stop(page)).name).toBe(name);
  }
  await page.keyboard.press('?');
  await expect(page.locator('dialog.keys[open]')).toBeVisible();
  await page.keyboard.press('Escape');
  expect((await stop(page)).name).toBe('Replay…');
});
