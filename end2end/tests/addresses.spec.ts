// Every address, with long keys, huge values, wide letters and 38 digits on it. It is opened twice, and audited as it then
// stands: in English in the widest window, and in Portuguese, dark, in the narrowest. Windows are made narrower and wider,
// as windows are. Each audit is a step, and what one finds does not end the others.

import type { Page } from '@playwright/test';

import { NOW } from '../support/archive';
import { test } from '../support/archive_fixtures';
import { type Address, LAYOUTS, PAGES } from '../support/addresses';
import { audit, auditLooks } from '../support/audits';
import { alive, expect } from '../support/fixtures';
import { around } from '../support/keyboard';
import { layoutProblems } from '../support/layout';
import { show } from '../support/looks';
import { leftInEnglish } from '../support/messages';
import { expectPicture, PICTURED } from '../support/pictures';
import { functions, lost, roomProblems, ZOOMS } from '../support/zoom';

type Size = { width: number; height: number };

const WIDEST = { width: 3840, height: 2160 };
const USUAL = { width: 1440, height: 900 };
const NARROWEST = { width: 320, height: 640 };
const SIZES = [
  WIDEST,
  { width: 2560, height: 1440 },
  { width: 1920, height: 1080 },
  USUAL,
  { width: 1024, height: 768 },
  { width: 768, height: 1024 },
  { width: 360, height: 740 },
  NARROWEST,
];

/** A walk around a page that has fewer stops has missed most of them. */
const FEWEST_STOPS = 5;

/** Opens it in a window of this size, and waits until nothing more is on its way. */
async function settle(page: Page, path: string, size: Size): Promise<void> {
  await page.setViewportSize(size);
  await page.clock.setFixedTime(NOW);
  await page.goto(path);
  await alive(page);
  await expect(page.locator('.loading')).toHaveCount(0);
  // The button that stops the list says what the connection is like; of a query that cannot be read there is no list.
  await expect(page.locator('main:not(:has(.empty-error)) .pause:not([data-state="Live"])')).toHaveCount(0);
}

async function resize(page: Page, size: Size): Promise<void> {
  await page.setViewportSize(size);
  // A layout that follows the window's size does so within a frame or two.
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
}

function auditWidth(page: Page, name: string, size: Size): Promise<void> {
  return audit(name, `layout at ${size.width} px`, async () => {
    await resize(page, size);
    return layoutProblems(page);
  });
}

function auditPictures(page: Page, name: string): Promise<void> {
  return test.step(`${name}: pictures`, async () => {
    await page.setViewportSize(PICTURED);
    for (const look of ['light', 'dark'] as const) {
      await show(page, look);
      await expectPicture(page, `${name}-${look}`);
    }
    await show(page, 'light');
  });
}

async function auditZoom(page: Page, { name, beside }: Address): Promise<void> {
  await resize(page, USUAL);
  const all = await functions(page);
  for (const { zoom, ...size } of ZOOMS) {
    await audit(name, `zoom ${zoom}`, async () => {
      await resize(page, size);
      const now = await functions(page);
      if (beside) now.push(...(await functionsAt(page, beside, size)));
      return [...lost(all, now), ...(await layoutProblems(page)), ...(await roomProblems(page))];
    });
  }
}

/** What can be done at another address, which is opened in a tab of its own. */
async function functionsAt(page: Page, path: string, size: Size): Promise<string[]> {
  const other = await page.context().newPage();
  await settle(other, path, size);
  const found = await functions(other);
  await other.close();
  return found;
}

function auditKeyboard(page: Page, name: string, size: Size): Promise<void> {
  return audit(name, `keyboard at ${size.width} px`, async () => {
    await resize(page, size);
    const { problems, stops } = await around(page);
    return stops < FEWEST_STOPS ? [...problems, `only ${stops} stops`] : problems;
  });
}

function auditConsole(complaints: string[], { name, status }: Address): Promise<void> {
  return audit(name, 'console', async () => {
    const told = complaints.splice(0);
    return told.filter((complaint) => status === undefined || !complaint.includes(`status of ${status}`));
  });
}

for (const address of [...PAGES, ...LAYOUTS]) {
  const { name, path } = address;
  const isPage = PAGES.includes(address);

  test(`${name}, opened wide`, async ({ page, complaints }) => {
    await show(page, 'light');
    await settle(page, path, WIDEST);
    for (const size of SIZES) await auditWidth(page, name, size);
    // A list has more rows in a higher window, of the same kinds.
    await resize(page, PICTURED);
    await auditLooks(page, name, ['light', 'dark', 'contrast, light', 'contrast, dark']);
    await show(page, 'light');
    if (isPage) {
      await auditPictures(page, name);
      await auditZoom(page, address);
      await auditKeyboard(page, name, USUAL);
    }
    await auditConsole(complaints, address);
  });
}

test.describe('in a browser that prefers Portuguese', () => {
  test.use({ locale: 'pt-BR' });

  for (const address of [...PAGES, ...LAYOUTS]) {
    const { name, path } = address;

    test(`${name}, opened narrow`, async ({ page, complaints }) => {
      await show(page, 'dark');
      await settle(page, path, NARROWEST);
      await expect(page.locator('html')).toHaveAttribute('lang', 'pt-BR');
      await audit(name, 'words', () => leftInEnglish(page));
      await auditWidth(page, name, NARROWEST);
      await auditLooks(page, name, ['dark', 'light']);
      if (PAGES.includes(address)) await auditKeyboard(page, name, NARROWEST);
      await auditWidth(page, name, USUAL);
      await audit(name, 'words in a wide window', () => leftInEnglish(page));
      await auditConsole(complaints, address);
    });
  }
});
