// The interface in Portuguese: chosen by the browser or by the reader, the same on the server and in the browser, and
// whole on every page.

import type { Page } from '@playwright/test';

import { NOW } from '../support/archive';
import { expectNotFound, test } from '../support/archive_fixtures';
import { ARCHIVE_LAYOUTS, ARCHIVE_PAGES } from '../support/archive_pages';
import { alive, expect, open, reload } from '../support/fixtures';
import { layoutProblems } from '../support/layout';
import { message, onlyEnglish } from '../support/messages';

const ENGLISH = onlyEnglish();

/** Texts of the page, read and spoken, that only English has. */
async function leftInEnglish(page: Page): Promise<string[]> {
  const said = await page.evaluate(() => {
    const found = [document.title];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (!node.parentElement?.closest('script, style, pre, code')) found.push(node.nodeValue ?? '');
    }
    for (const name of ['aria-label', 'title', 'placeholder', 'alt']) {
      for (const element of document.querySelectorAll(`[${name}]`)) found.push(element.getAttribute(name) ?? '');
    }
    return found.map((text) => text.trim());
  });
  return [...new Set(said)].filter((text) => ENGLISH.includes(text));
}

test.describe('in a browser that prefers Portuguese', () => {
  test.use({ locale: 'pt-BR' });

  for (const { name, path } of [...ARCHIVE_PAGES, ...ARCHIVE_LAYOUTS]) {
    test(`${name} is in Portuguese, and fits`, async ({ page, complaints }) => {
      await page.emulateMedia({ reducedMotion: 'reduce' });
      await page.clock.setFixedTime(NOW);
      for (const [width, height] of [[320, 640], [1440, 900]] as const) {
        await page.setViewportSize({ width, height });
        await page.goto(path);
        await expect(page.locator('html')).toHaveAttribute('lang', 'pt-BR');
        await alive(page);
        await expect(page.locator('.loading')).toHaveCount(0);
        expect.soft(await leftInEnglish(page), `${width} px`).toEqual([]);
        expect.soft(await layoutProblems(page), `${width} px`).toEqual([]);
      }
      expectNotFound(complaints);
    });
  }

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
    expectNotFound(complaints);
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
