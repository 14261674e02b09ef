// Every component in every state, as `/design` shows them: how they look, in every contrast and at every width.

import { test } from '../support/archive_fixtures';
import { audit, auditLooks } from '../support/audits';
import { expect } from '../support/fixtures';
import { layoutProblems } from '../support/layout';
import { show } from '../support/looks';
import { expectPictureOf } from '../support/pictures';

const WIDTHS = [320, 360, 768, 1024, 1440, 1920, 2560, 3840];

/** Every part of `/design`. */
const PARTS = [
  ...['colours', 'letters', 'icons', 'buttons', 'choices', 'tabs', 'query', 'fields', 'ticks', 'signs', 'words'],
  ...['difference', 'values', 'tables', 'drawer', 'states', 'notices', 'dialogs'],
];

/** Of these, high contrast and forced colours change the letters' colour alone. */
const SAME_IN_CONTRAST = ['letters', 'icons', 'words', 'values', 'drawer', 'tables', 'colours'];

test('no component has a violation in any look', async ({ page }) => {
  await show(page, 'light');
  await page.goto('/design');
  await auditLooks(page, 'design', ['light', 'dark', 'contrast, light', 'contrast, dark']);
});

// Nothing of this page is alive: made wider, it is as if it had been loaded so.
test('the components fit every width', async ({ page }) => {
  await page.setViewportSize({ width: WIDTHS[0] ?? 320, height: 900 });
  await page.goto('/design');
  for (const width of WIDTHS) {
    await audit('design', `layout at ${width} px`, async () => {
      await page.setViewportSize({ width, height: 900 });
      return layoutProblems(page);
    });
  }
});

for (const [name, look] of [['light', 'light'], ['dark', 'dark'], ['contrast', 'contrast, light'], ['forced', 'forced']] as const) {
  test(`every component looks as it did, ${name}`, async ({ page }) => {
    test.setTimeout(120_000);
    await page.setViewportSize({ width: 1000, height: 900 });
    await show(page, look);
    await page.goto('/design');
    await page.evaluate(() => document.fonts.ready);
    const isUsual = name === 'light' || name === 'dark';
    for (const part of PARTS.filter((part) => isUsual || !SAME_IN_CONTRAST.includes(part))) {
      await expectPictureOf(page.locator(`#${part}`), `design-${part}-${name}`);
    }
  });
}

test('a control looks as it did under the pointer, and with the focus', async ({ page }) => {
  await page.setViewportSize({ width: 1440, height: 520 });
  await show(page, 'light');
  await page.goto('/design');
  const shot = (name: string, of: string) => expectPictureOf(page.locator(of).first(), `design-${name}-light`);
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

test('every part of the page has its picture', async ({ page }) => {
  await page.goto('/design');
  const parts = await page.locator('.gallery-part').evaluateAll((parts) => parts.map((part) => part.id));
  expect(parts).toEqual(PARTS);
});

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
