// The interface in Portuguese: chosen by the browser or by the reader, the same on the server and in the browser. What each
// address says is audited with the address.

import { test } from '../support/archive_fixtures';
import { alive, expect, open, reload, takeAway } from '../support/fixtures';
import { leftInEnglish, message } from '../support/messages';

test.describe('in a browser that prefers Portuguese', () => {
  test.use({ locale: 'pt-BR' });

  test('the palette, the keys and their actions are in Portuguese', async ({ page }) => {
    await open(page, '/');
    await page.keyboard.press('Control+k');
    await expect(page.getByRole('dialog').getByRole('option').first()).toBeVisible();
    expect(await leftInEnglish(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.keyboard.press('?');
    await expect(page.getByRole('dialog').getByText(message('pt-BR', 'frame-key-palette'))).toBeVisible();
    expect(await leftInEnglish(page)).toEqual([]);
  });

  test('what the server refuses, it refuses in Portuguese', async ({ page, complaints }) => {
    await open(page, '/items/demo-users/user_id=nobody');
    await expect(page.getByRole('main')).toContainText('não');
    takeAway(complaints, /status of 404/);
  });
});

test('the reader chooses a language, which stays; the browser gets it back', async ({ page }) => {
  const language = (name: string) => page.getByRole('radio', { name });
  await open(page, '/settings');
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  await expect(language('As the browser')).toBeChecked();
  await language('Português (Brasil)').click();
  await expect(page.locator('html')).toHaveAttribute('lang', 'pt-BR');
  await alive(page);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(message('pt-BR', 'settings-title'));
  await expect(language('Português (Brasil)')).toBeChecked();
  await open(page, '/');
  await expect(page.getByRole('link', { name: message('pt-BR', 'frame-page-tables') })).toBeVisible();
  await reload(page);
  await expect(page.locator('html')).toHaveAttribute('lang', 'pt-BR');
  await open(page, '/settings');
  await language(message('pt-BR', 'settings-language-browser')).click();
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
});
