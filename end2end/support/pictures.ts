// Pictures, compared with those in `pictures/`. What looks otherwise than it did is looked at, and then either mended or,
// with `make pictures`, taken anew.

import { readFileSync } from 'node:fs';
import path from 'node:path';

import { expect, type Locator, type Page } from '@playwright/test';

/** So much of a picture may differ: where edges are smoothed, two builds of a browser do not agree to the last bit. */
const TOLERANCE = { maxDiffPixelRatio: 0.002, threshold: 0.15, animations: 'disabled', caret: 'initial' } as const;

/** Hides what is another thing in each run. */
const HIDING = readFileSync(path.join(__dirname, 'pictures.css'), 'utf8');

/** The size of the window in which pages have their pictures taken. */
export const PICTURED = { width: 1440, height: 520 };

/**
 * A page is as it was but for what is hidden. The sheet that hides it is added the one way that pages do not forbid: one
 * that Playwright adds by itself would be refused, and complained about.
 */
export async function expectPicture(page: Page, name: string): Promise<void> {
  await page.evaluate((text) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    document.adoptedStyleSheets.push(sheet);
  }, HIDING);
  await expect.soft(page).toHaveScreenshot(`${name}.png`, TOLERANCE);
  await page.evaluate(() => document.adoptedStyleSheets.pop());
}

/** A part of a page is as it was. */
export function expectPictureOf(part: Locator, name: string): Promise<void> {
  return expect.soft(part).toHaveScreenshot(`${name}.png`, TOLERANCE);
}
