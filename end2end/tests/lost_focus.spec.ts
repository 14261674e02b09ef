// What has the focus may be taken away, hidden or disabled: the focus goes to what is nearest, and never nowhere.

import { user } from '../support/dynamodb';
import { expect, open, test, unique } from '../support/fixtures';
import { versionsOf } from '../support/items';
import { putAll } from '../support/writer';

test('more results are loaded by keyboard, and the focus is on the last one before them', async ({ page, program }) => {
  const prefix = unique('many');
  await putAll(program.dynamodb, 'demo-users', Array.from({ length: 60 }, (_, at) => user(`${prefix}-${at}`)));
  await versionsOf(program, `${prefix}-59`, 1);
  await open(page, `/search?q=key%3A${prefix}*&order=oldest`);
  const hits = page.locator('.hit-item');
  await expect(hits).toHaveCount(50);
  await page.getByRole('button', { name: 'Load more' }).press('Enter');
  await expect(hits).toHaveCount(60);
  await expect(hits.nth(49)).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(hits.nth(50)).toBeFocused();
});

test('a query that is cleared by keyboard leaves the focus in its line', async ({ page }) => {
  await open(page, '/?q=op%3Ainsert');
  await page.getByRole('button', { name: 'Clear the query' }).press('Enter');
  await expect(page.locator('#query-input')).toBeFocused();
  await expect(page).toHaveURL('/');
});

test('settings that are put back by keyboard leave the focus on the button', async ({ page }) => {
  await open(page, '/settings');
  const reset = page.getByRole('button', { name: 'Reset' });
  await expect(reset).toBeDisabled();
  const said = page.locator('.settings-reset').getByRole('status');
  await expect(said).toHaveText('Nothing is changed.');
  // Everything that is said here from now on: what is pressed while it does nothing says nothing.
  const texts = await said.evaluateHandle((said) => {
    const texts: string[] = [];
    new MutationObserver(() => texts.push(said.textContent ?? '')).observe(said, { childList: true, characterData: true, subtree: true });
    return texts;
  });
  await reset.press('Enter');
  await page.getByRole('radio', { name: /^Dark/ }).first().press('Space');
  await expect(reset).toBeEnabled();
  await reset.press('Enter');
  await expect(reset).toBeDisabled();
  await expect(reset).toBeFocused();
  await expect(said).toHaveText('Everything is as usual again.');
  expect((await texts.jsonValue()).filter((text) => text !== '')).toEqual(['Everything is as usual again.']);
});

test('what is taken away by something else leaves the focus with its neighbour, at the next key at the latest', async ({ page }) => {
  await open(page, '/tables');
  const summary = page.getByTestId('model-upload').locator('summary');
  // Not with Enter: what a key takes away is looked for at once, and nothing would be left for the next key.
  await summary.click();
  const chooser = page.locator('#model-file');
  await chooser.focus();
  await chooser.evaluate((element) => ((element as HTMLElement).hidden = true));
  await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).toBe('BODY');
  await page.keyboard.press('Shift');
  await expect(summary).toBeFocused();
});
