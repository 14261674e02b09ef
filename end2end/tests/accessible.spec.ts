// WCAG 2.2 AA as far as a program can tell: every page in every contrast, and every state that opens over a page.

import type { Page } from '@playwright/test';

import { NOW } from '../support/archive';
import { expectNotFound, test } from '../support/archive_fixtures';
import { ARCHIVE_LAYOUTS, ARCHIVE_PAGES } from '../support/archive_pages';
import { violations } from '../support/axe';
import { alive, expect, open } from '../support/fixtures';

const LOOKS = {
  light: { colorScheme: 'light' },
  dark: { colorScheme: 'dark' },
  'contrast, light': { colorScheme: 'light', contrast: 'more' },
  'contrast, dark': { colorScheme: 'dark', contrast: 'more' },
} as const;

// A page is the same in every look but for its colours, so that these alone are looked at again.
for (const { name, path } of [...ARCHIVE_PAGES, ...ARCHIVE_LAYOUTS, { name: 'design', path: '/design' }]) {
  test(`${name} has no violation in any look`, async ({ page, complaints }) => {
    await page.emulateMedia({ ...LOOKS.light, reducedMotion: 'reduce' });
    await page.clock.setFixedTime(NOW);
    await page.goto(path);
    if (name !== 'design') await alive(page);
    await expect(page.locator('.loading:not(.gallery *)')).toHaveCount(0);
    expect.soft(await violations(page, 'html'), 'light').toEqual([]);
    for (const look of ['dark', 'contrast, light', 'contrast, dark'] as const) {
      await page.emulateMedia({ contrast: 'no-preference', ...LOOKS[look] });
      expect.soft(await violations(page, 'html', ['color-contrast']), look).toEqual([]);
    }
    expectNotFound(complaints);
  });
}

const ORDER = '/items/demo-orders/order_id=O-1001';
const button = (name: string | RegExp) => (page: Page) => page.getByRole('button', { name }).first().click();

/** What opens over a page: its name, where, and how. */
const OPENED: [name: string, path: string, act: (page: Page) => Promise<unknown>, shown: string][] = [
  ['palette', '/', (page) => page.keyboard.press('Control+k'), '.palette [role="option"]'],
  ['palette, nothing found', '/', async (page) => {
    await page.keyboard.press('Control+k');
    await page.keyboard.type('zzzz');
  }, '.palette[open]'],
  ['keys', '/', (page) => page.keyboard.press('?'), '.keys[open] dl'],
  ['query options', '/', (page) => page.getByRole('combobox', { name: 'Query' }).pressSequentially('op:'), '.query-options [role="option"]'],
  ['query problem', '/', (page) => page.getByRole('combobox', { name: 'Query' }).pressSequentially('op:sideways '), '[aria-invalid="true"]'],
  ['paused', '/', (page) => page.keyboard.press('Space'), '.pause[data-state="Paused"]'],
  ['export', ORDER, button('Export…'), 'dialog[open]'],
  ['replay', ORDER, button('Replay…'), 'dialog[open]'],
  ['copy menu', ORDER, button('Copy'), '.copy-list:not([hidden])'],
  ['comparison', `${ORDER}?compare=1..5&layout=side`, async () => {}, '.diff'],
  ['model upload', '/tables', (page) => page.locator('.model-upload summary, summary:has-text("model")').first().click(), 'details[open]'],
  ['written badly', '/write?table=demo-users', async (page) => {
    await page.locator('.write-editor').fill('{ "user_id": ');
  }, '.write-editor[aria-invalid="true"]'],
];

for (const [name, path, act, shown] of OPENED) {
  test(`with its ${name} open a page has no violation in any look`, async ({ page }) => {
    await page.emulateMedia({ ...LOOKS.light, reducedMotion: 'reduce' });
    await open(page, path);
    await act(page);
    await expect(page.locator(shown).first()).toBeVisible();
    expect.soft(await violations(page, 'html'), 'light').toEqual([]);
    for (const look of ['dark', 'contrast, dark'] as const) {
      await page.emulateMedia({ contrast: 'no-preference', ...LOOKS[look] });
      expect.soft(await violations(page, 'html', ['color-contrast']), look).toEqual([]);
    }
  });
}

test('high contrast is the same, chosen here or asked for by the system', async ({ page }) => {
  const names = ['ground', 'raised', 'sunken', 'line', 'line-strong', 'text', 'text-soft', 'text-quiet', 'accent', 'accent-text'];
  names.push('accent-wash', 'insert', 'insert-wash', 'modify', 'modify-bar', 'remove', 'remove-wash', 'expired', 'warning-wash', 'focus');
  const tokens = () =>
    page.evaluate((names) => {
      const style = getComputedStyle(document.documentElement);
      return Object.fromEntries(names.map((name) => [name, style.getPropertyValue(`--${name}`)]));
    }, names);
  await page.goto('/design');
  const usual = await tokens();
  await page.emulateMedia({ contrast: 'more' });
  const asked = await tokens();
  await page.emulateMedia({ contrast: 'no-preference' });
  await page.evaluate(() => {
    document.documentElement.dataset.theme = 'contrast';
  });
  expect(await tokens()).toEqual(asked);
  expect(asked.ground).not.toBe(usual.ground);
});
