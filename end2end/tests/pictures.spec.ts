// Pictures of every component and of every page, compared with those in `pictures/`. What looks otherwise than it did is
// looked at, and then either mended or, with `make pictures`, taken anew.

import path from 'node:path';

import type { Page } from '@playwright/test';

import { NOW } from '../support/archive';
import { expectNotFound, test } from '../support/archive_fixtures';
import { ARCHIVE_PAGES } from '../support/archive_pages';
import { alive, expect } from '../support/fixtures';

/** So much of a picture may differ: where edges are smoothed, two builds of a browser do not agree to the last bit. */
const TOLERANCE = { maxDiffPixelRatio: 0.002, threshold: 0.15 };

/** Every part of `/design`. */
const PARTS = [
  ...['colours', 'letters', 'icons', 'buttons', 'choices', 'tabs', 'query', 'fields', 'ticks', 'signs', 'words'],
  ...['difference', 'values', 'tables', 'drawer', 'states', 'notices', 'dialogs'],
];

/** Of these, high contrast and forced colours change the letters' colour alone. */
const SAME_IN_CONTRAST = ['letters', 'icons', 'words', 'values', 'drawer', 'tables', 'colours'];

// Hiding what differs takes a style sheet of the test's own.
test.use({ bypassCSP: true, viewport: { width: 1440, height: 520 } });

async function compare(page: Page, name: string): Promise<void> {
  const stylePath = path.join(__dirname, '../support/pictures.css');
  await expect.soft(page).toHaveScreenshot(`${name}.png`, { ...TOLERANCE, animations: 'disabled', stylePath });
}

const LOOKS = {
  light: { colorScheme: 'light' },
  dark: { colorScheme: 'dark' },
  contrast: { colorScheme: 'light', contrast: 'more' },
  forced: { colorScheme: 'light', forcedColors: 'active' },
} as const;

for (const [look, media] of Object.entries(LOOKS)) {
  test(`every component looks as it did, ${look}`, async ({ page }) => {
    test.setTimeout(120_000);
    await page.setViewportSize({ width: 1000, height: 900 });
    await page.emulateMedia({ ...media, reducedMotion: 'reduce' });
    await page.goto('/design');
    await page.evaluate(() => document.fonts.ready);
    const isUsual = look === 'light' || look === 'dark';
    for (const part of PARTS.filter((part) => isUsual || !SAME_IN_CONTRAST.includes(part))) {
      const section = page.locator(`#${part}`);
      await expect.soft(section).toHaveScreenshot(`design-${part}-${look}.png`, { ...TOLERANCE, animations: 'disabled' });
    }
  });
}

test('a control looks as it did under the pointer, and with the focus', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  await page.goto('/design');
  const shot = (name: string, of: string) =>
    expect
      .soft(page.locator(of).first())
      .toHaveScreenshot(`design-${name}-light.png`, { ...TOLERANCE, animations: 'disabled' });
  await page.locator('#buttons .button').first().hover();
  await shot('hovered', '#buttons .gallery-state');
  // From here on the focus is the keyboard's, and so it is drawn.
  await page.keyboard.press('Tab');
  for (const [name, control, around] of [
    ['focus-button', '#buttons .button-primary', '.gallery-state:has(.button-primary)'],
    ['focus-icon', '#buttons .icon-button', '.gallery-state:has(.icon-button)'],
    ['focus-choice', '#choices .choice', '#choices .gallery-state'],
    ['focus-tab', '#gallery-tab-1', '#tabs'],
    ['focus-field', '#field-filled', '.gallery-state:has(#field-filled)'],
    ['focus-invalid', '#field-invalid', '.gallery-state:has(#field-invalid)'],
    ['focus-query', '#query-input', '#query'],
    ['focus-tick', '#ticks input', '#ticks .gallery-state'],
  ] as const) {
    await page.locator(control).first().focus();
    await shot(name, around);
  }
});

for (const look of ['light', 'dark'] as const) {
  test(`every page looks as it did, ${look}`, async ({ page, complaints }) => {
    test.setTimeout(240_000);
    await page.emulateMedia({ ...LOOKS[look], reducedMotion: 'reduce' });
    await page.clock.setFixedTime(NOW);
    for (const { name, path: address } of ARCHIVE_PAGES) {
      await test.step(name, async () => {
        await page.goto(address);
        await alive(page);
        await expect(page.locator('.loading')).toHaveCount(0);
        await compare(page, `${name}-${look}`);
      });
    }
    expectNotFound(complaints);
  });
}

test('every part of the design page has its picture', async ({ page }) => {
  await page.goto('/design');
  const parts = await page.locator('.gallery-part').evaluateAll((parts) => parts.map((part) => part.id));
  expect(parts).toEqual(PARTS);
});
