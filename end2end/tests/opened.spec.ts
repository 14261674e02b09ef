// What opens over a page, in every look: without violations of WCAG 2.2 AA, as far as a program can tell.

import type { Page } from '@playwright/test';

import { test } from '../support/archive_fixtures';
import { auditLooks } from '../support/audits';
import { expect, open } from '../support/fixtures';
import { show } from '../support/looks';

const ORDER = '/items/demo-orders/order_id=O-1001';
const button = (name: string | RegExp) => (page: Page) => page.getByRole('button', { name }).first().click();
const query = (page: Page) => page.getByRole('combobox', { name: 'Query' });

async function findInPalette(page: Page, text: string): Promise<void> {
  await page.keyboard.press('Control+k');
  await page.keyboard.type(text);
}

/** What opens over a page: its name, where, how, and what is seen then. */
const OPENED: [name: string, path: string, act: (page: Page) => Promise<unknown>, shown: string][] = [
  ['palette', '/health', (page) => page.keyboard.press('Control+k'), '.palette [role="option"]'],
  ['palette, something found', '/health', (page) => findInPalette(page, 'demo'), '.palette [role="option"]:has-text("demo")'],
  ['palette, nothing found', '/', (page) => findInPalette(page, 'zzzz'), '.palette[open]'],
  ['keys', '/', (page) => page.keyboard.press('?'), '.keys[open] dl'],
  ['query options', '/', (page) => query(page).pressSequentially('op:'), '.query-options [role="option"]'],
  ['query options, one chosen', '/', async (page) => {
    await page.keyboard.press('/');
    await query(page).press('ArrowDown');
  }, '.query-options [role="option"][aria-selected="true"]'],
  ['query problem', '/', (page) => query(page).pressSequentially('op:sideways '), '[aria-invalid="true"]'],
  ['paused', '/', (page) => page.keyboard.press('Space'), '.pause[data-state="Paused"]'],
  ['export', ORDER, button('Export…'), 'dialog[open]'],
  ['replay', ORDER, async (page) => {
    await button('Replay…')(page);
    await expect(page.locator('dialog[open] option', { hasText: 'demo-carts' })).toBeAttached();
  }, 'dialog[open]'],
  ['copy menu', ORDER, button('Copy'), '.copy-list:not([hidden])'],
  ['comparison', `${ORDER}?compare=1..5&layout=side`, async () => {}, '.diff'],
  ['model upload', '/tables', (page) => page.locator('.model-upload summary, summary:has-text("model")').first().click(), 'details[open]'],
  ['written badly', '/write?table=demo-users', async (page) => {
    await page.locator('.write-editor').fill('{ "user_id": ');
  }, '.write-editor[aria-invalid="true"]'],
];

for (const [name, path, act, shown] of OPENED) {
  test(`with its ${name} open a page has no violation in any look`, async ({ page }) => {
    await show(page, 'light');
    await open(page, path);
    await act(page);
    await expect(page.locator(shown).first()).toBeVisible();
    await auditLooks(page, name, ['light', 'dark', 'contrast, dark']);
  });
}
