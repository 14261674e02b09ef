// Pictures of every page for looking at, in both themes, both languages and three widths: `make screenshots`.

import { mkdirSync } from 'node:fs';
import path from 'node:path';

import { expect, test } from '@playwright/test';

import { live } from '../support/fixtures';
import { pagesWithContent } from '../support/pages';
import { Program } from '../support/program';

const FOLDER = path.resolve(__dirname, '../../target/screenshots');

test('every page', async ({ page }) => {
  test.setTimeout(900_000);
  mkdirSync(FOLDER, { recursive: true });
  const program = await Program.start('--demo-rate', '20');
  try {
    const pages = await pagesWithContent(program, 'ada');
    await page.goto(program.url);
    await expect(page.getByRole('row').filter({ hasText: /demo-orders.*status/ })).not.toHaveCount(0, { timeout: 60_000 });
    const order = await page.getByRole('row').filter({ hasText: /demo-orders.*status/ }).first().getByRole('link').getAttribute('href');
    pages.push({ name: 'change-of-order', path: order ?? '/' });
    pages.push({ name: 'live-order', path: `/?change=${order?.split('/').at(-1)}` });
    for (const [theme, language] of [['light', 'en'], ['dark', 'en'], ['light', 'pt-BR']] as const) {
      await page.emulateMedia({ colorScheme: theme });
      await page.context().addCookies([{ name: 'afterimage-language', value: language, url: program.url }]);
      for (const [width, height] of [[1440, 860], [768, 1024], [360, 740]] as const) {
        await page.setViewportSize({ width, height });
        for (const { name, path: address } of pages) {
          await page.goto(program.url + address);
          await page.locator('html[data-alive]').waitFor({ state: 'attached' });
          await expect(page.locator('.loading')).toHaveCount(0);
          if (name.startsWith('live') && name !== 'live-bad-query') await live(page);
          const file = `${name}-${language}-${theme}-${width}.png`;
          await page.screenshot({ path: path.join(FOLDER, file), animations: 'disabled' });
        }
      }
    }
  } finally {
    await program.dispose();
  }
});
