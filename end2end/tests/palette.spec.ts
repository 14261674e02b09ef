// The command palette: finds pages, tables, views, items and actions, from the keyboard and on a phone.

import type { Page } from '@playwright/test';

import { sideways } from '../support/axe';
import { put, user } from '../support/dynamodb';
import { expect, live, open, reload, takeAway, test, unique } from '../support/fixtures';
import { userPage, versionsOf } from '../support/items';

const palette = (page: Page) => page.getByRole('dialog', { name: 'Find or do' });
const line = (page: Page) => palette(page).getByRole('combobox');
const options = (page: Page) => palette(page).getByRole('option');
const marked = (page: Page) => palette(page).getByRole('option', { selected: true });

async function openPalette(page: Page): Promise<void> {
  await page.keyboard.press('Control+k');
  await expect(line(page)).toBeFocused();
  await expect(options(page)).not.toHaveCount(0);
  // The names of tables and views come after everything else.
  await expect(palette(page).getByRole('status')).toContainText(/entr|not listed/);
}

test('it opens on every page, leads to another by a few letters, and the focus is on that page then', async ({ page }) => {
  for (const address of ['/', '/items', '/items/demo-users', '/search', '/write', '/tables', '/health', '/settings']) {
    await open(page, address);
    await openPalette(page);
    await page.keyboard.press('Escape');
    await expect(palette(page)).toBeHidden();
  }
  await openPalette(page);
  await page.keyboard.type('hea');
  await expect(marked(page)).toContainText('Health');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL('/health');
  await expect(page.getByRole('heading', { name: 'Health', level: 1 })).toBeVisible();
  await expect(page.locator('main')).toBeFocused();
  await expect(palette(page)).toBeHidden();
});

test('a key that comes before the browser tells that it was closed opens it again, with its list', async ({ page }) => {
  await open(page, '/settings');
  await openPalette(page);
  await page.evaluate(() => {
    document.querySelector<HTMLDialogElement>('dialog.palette')?.close();
    const key = { key: 'k', ctrlKey: true, bubbles: true, cancelable: true };
    document.body.dispatchEvent(new KeyboardEvent('keydown', key));
  });
  await expect(line(page)).toBeFocused();
  await expect(options(page)).not.toHaveCount(0);
  await page.keyboard.type('hea');
  await expect(marked(page)).toContainText('Health');
});

test('Escape, and Ctrl-K again, close it and give the focus back', async ({ page }) => {
  await open(page, '/search');
  const field = page.locator('#query-input');
  await field.fill('half a quer');
  await openPalette(page);
  await page.keyboard.press('Escape');
  await expect(field).toBeFocused();
  await expect(field).toHaveValue('half a quer');
  await openPalette(page);
  await page.keyboard.press('Control+k');
  await expect(palette(page)).toBeHidden();
  await expect(field).toBeFocused();
});

test('arrows go round the list, and the line names what is marked', async ({ page }) => {
  await open(page, '/health');
  await openPalette(page);
  await expect(line(page)).toHaveAttribute('aria-expanded', 'true');
  const first = await marked(page).innerText();
  await page.keyboard.press('ArrowUp');
  await expect(options(page).last()).toHaveAttribute('aria-selected', 'true');
  await expect(options(page).last()).toBeInViewport();
  expect(await line(page).getAttribute('aria-activedescendant')).toBe(await options(page).last().getAttribute('id'));
  await page.keyboard.press('ArrowDown');
  expect(await marked(page).innerText()).toBe(first);
  await expect(options(page).first()).toBeInViewport();
  await page.keyboard.press('PageDown');
  await expect(options(page).nth(8)).toHaveAttribute('aria-selected', 'true');
  await expect(line(page)).toBeFocused();
});

test('what is marked stays marked when names come from the server and stand before it', async ({ page }) => {
  let arrive = () => {};
  const held = new Promise<void>((resolve) => (arrive = resolve));
  // Few of them, whatever other tests have made: the list has an end.
  await page.route(/\/ui\/table_names/, async (route) => {
    await held;
    await route.fulfill({ json: ['demo-orders', 'demo-users'] });
  });
  await page.route(/\/ui\/views/, (route) => route.fulfill({ json: [] }));
  await open(page, '/health');
  await page.keyboard.press('Control+k');
  await expect(palette(page).getByRole('status')).toContainText('Loading');
  await expect(options(page).filter({ hasText: 'demo-users' })).toHaveCount(0);
  await page.keyboard.press('ArrowUp');
  const last = await marked(page).innerText();
  arrive();
  await expect(options(page).filter({ hasText: 'demo-users' })).not.toHaveCount(0);
  expect(await marked(page).innerText()).toBe(last);
  await expect(marked(page)).toBeInViewport();
  await expect(line(page)).toHaveAttribute('aria-activedescendant', (await marked(page).getAttribute('id')) ?? '');
});

test('a key pressed right after Escape is for the page again', async ({ page }) => {
  await open(page, '/health');
  await openPalette(page);
  await page.keyboard.press('Escape');
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Keys' })).toBeVisible();
});

test('an item is found by the beginning of its key, and is first among what was used last', async ({ page, program }) => {
  const id = unique('palette');
  await put(program.dynamodb, 'demo-users', user(id));
  await versionsOf(program, id, 1);
  await open(page, '/');
  await openPalette(page);
  await page.keyboard.type(id.slice(0, -1));
  const found = options(page).filter({ hasText: id }).filter({ hasText: 'demo-users' });
  await expect(found).toContainText('1 version');
  await found.click();
  await expect(page).toHaveURL(userPage(id));
  await reload(page);
  await openPalette(page);
  await expect(options(page).first()).toContainText(id);
  await expect(options(page).first()).toContainText('recent');
});

test('the last entry searches the archive for what was typed', async ({ page }) => {
  await open(page, '/health');
  await openPalette(page);
  await page.keyboard.type('no "such thing');
  await expect(options(page).last()).toContainText('Search for');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/search\?q=/);
  await expect(page.getByRole('heading', { name: 'Search', level: 1 })).toBeVisible();
  await expect(page.locator('.empty-error')).toHaveCount(0);
});

test('tables, their streams and saved views are found', async ({ page, request, program }) => {
  await open(page, '/health');
  await openPalette(page);
  await page.keyboard.type('stream orders');
  await expect(marked(page)).toContainText('Stream of demo-orders');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL('/tables#table-demo-orders');
  await expect(page.locator('#table-demo-orders')).toBeInViewport();

  const name = unique('Lost');
  await open(page, '/search?q=op%3Aremove');
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByRole('button', { name: 'Save view' }).click();
  await expect(page.getByText(`Saved as ${name}.`)).toBeVisible();
  await openPalette(page);
  await page.keyboard.type(name);
  await expect(marked(page)).toContainText('op:remove');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/search\?q=op%3Aremove/);
});

test('what the page can do is done from it', async ({ page }) => {
  await open(page, '/');
  await live(page);
  await openPalette(page);
  await page.keyboard.type('pause');
  await page.keyboard.press('Enter');
  await expect(page.locator('.pause')).toHaveAttribute('data-state', 'Paused');
  await openPalette(page);
  await expect(options(page).filter({ hasText: 'Let the list go on' })).toHaveCount(1);
  await page.keyboard.type('dark');
  await page.keyboard.press('Enter');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await openPalette(page);
  await page.keyboard.type('keys list');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog', { name: 'Keys' })).toBeVisible();
  await page.keyboard.press('Escape');

  await open(page, '/items/demo-users');
  await openPalette(page);
  await page.keyboard.type('export');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('export-dialog')).toBeVisible();
  await page.keyboard.press('Control+k');
  await expect(palette(page)).toBeHidden();
});

test('the list is there without the network, and says what is missing', async ({ page, complaints }) => {
  await open(page, '/health');
  await openPalette(page);
  await page.keyboard.press('Escape');
  await page.route(/\/ui\/(table_names|views|find_items)/, (route) => route.abort());
  await openPalette(page);
  await page.keyboard.type('sea');
  await expect(marked(page)).toContainText('Search');
  await expect(palette(page).getByRole('status')).toContainText('Items could not be looked for.');
  takeAway(complaints, /ERR_FAILED/);
});

test('an outdated question to the server is given up', async ({ page }) => {
  await open(page, '/health');
  await openPalette(page);
  const asked: string[] = [];
  const failed: string[] = [];
  const text = (address: string) => new URL(address).searchParams.get('beginning') ?? '';
  await page.route(/find_items/, async (route) => {
    asked.push(text(route.request().url()));
    // The first answer never comes.
    if (asked.length > 1) await route.continue();
  });
  page.on('requestfailed', (request) => request.url().includes('find_items') && failed.push(text(request.url())));
  await page.keyboard.type('demo');
  await expect.poll(() => asked).toEqual(['demo']);
  await page.keyboard.type('-x');
  await expect.poll(() => failed).toEqual(['demo']);
  await expect(palette(page).getByRole('status')).toContainText(/entr/);
  expect(asked.at(-1)).toBe('demo-x');
});

test('a phone has a button for it, and it fits 320 px', async ({ page }) => {
  await page.setViewportSize({ width: 320, height: 640 });
  await open(page, '/');
  await page.getByRole('button', { name: 'Find or do' }).click();
  await expect(line(page)).toBeFocused();
  await page.keyboard.type('orders');
  await expect(options(page).first()).toContainText('demo-orders');
  expect(await sideways(page)).toBe(0);
  const box = await palette(page).boundingBox();
  expect(box && box.x >= 0 && box.x + box.width <= 320).toBe(true);
  await options(page).first().click();
  await expect(page).toHaveURL('/items/demo-orders');
});

test('Enter that is pressed before the list is downloaded takes what comes first', async ({ page }) => {
  let arrive = () => {};
  const held = new Promise<void>((resolve) => (arrive = resolve));
  await page.route('**/split_aids.wasm', async (route) => {
    await held;
    await route.continue();
  });
  await open(page, '/items');
  await page.keyboard.press('Control+k');
  await line(page).fill('settings');
  await line(page).press('Enter');
  await expect(options(page)).toHaveCount(0);
  await expect(page).toHaveURL('/items');
  arrive();
  await expect(page).toHaveURL('/settings');
});
