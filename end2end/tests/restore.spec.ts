// Bringing an item back: preview, write, and the way back; what moved meanwhile is left alone.

import type { Page } from '@playwright/test';

import { auditState } from '../support/audits';
import { violations } from '../support/axe';
import { put, remove, user } from '../support/dynamodb';
import { expect, open, test, unique } from '../support/fixtures';
import { userPage, versionsOf } from '../support/items';
import { Program } from '../support/program';

async function twoVersions(program: Program): Promise<string> {
  const id = unique('restored');
  await put(program.dynamodb, 'demo-users', user(id, { plan: { S: 'pro' } }));
  await put(program.dynamodb, 'demo-users', user(id, { visits: { N: '2' } }));
  await versionsOf(program, id, 2);
  return id;
}

const panel = (page: Page) => page.getByTestId('restoration');
const submit = (page: Page) => page.getByTestId('restore-submit');

test('a version is restored after a preview, arrives as a change, and is undone', async ({ page, program }) => {
  const id = await twoVersions(program);
  await open(page, userPage(id));
  await page.getByTestId('item-entry').last().click();
  const restore = page.getByTestId('item-detail').getByRole('link', { name: 'Restore…' });
  // The version before is shown until this one has come.
  await expect(restore).toHaveAttribute('href', /restore=1/);
  await restore.click();
  await expect(page).toHaveURL(/restore=1/);
  await expect(panel(page)).toContainText('Restore version 1?');
  await expect(panel(page).getByRole('row').filter({ hasText: 'plan' })).toContainText('pro');
  await submit(page).click();
  await expect(page.getByTestId('restore-outcome')).toContainText('Version 1 is restored. 2 attributes written. It arrived as version 3.');
  await expect(page.locator('.restore-answers')).toBeFocused();
  await expect(page.getByTestId('item-entry')).toHaveCount(3);
  await expect(page.getByTestId('item-entry').first()).toContainText('restored version 1');

  await page.getByRole('link', { name: 'Undo: restore version 2…' }).click();
  await expect(panel(page)).toContainText('Restore version 2?');
  await submit(page).click();
  await expect(page.getByTestId('restore-outcome')).toContainText('It arrived as version 4.');
  await page.getByTestId('restore-outcome').getByRole('link', { name: 'version 4' }).click();
  await expect(page.getByTestId('restored')).toHaveText('Restored version 2.');
});

test('a deleted item comes back, and the undo of that deletes it again', async ({ page, program }) => {
  const id = await twoVersions(program);
  await remove(program.dynamodb, 'demo-users', { user_id: { S: id } });
  await versionsOf(program, id, 3);
  await open(page, userPage(id));
  await page.getByRole('link', { name: 'Bring it back…' }).click();
  await expect(panel(page)).toContainText('There is no such item now.');
  await submit(page).click();
  await expect(page.getByTestId('restore-outcome')).toContainText('It arrived as version 4.');
  await expect(page.getByTestId('item-state')).toHaveText('alive');
  await page.getByRole('link', { name: 'Undo: restore version 3…' }).click();
  await expect(submit(page)).toHaveText('Delete the item');
  await submit(page).click();
  await expect(page.getByTestId('item-state')).toHaveText('deleted');
});

test('an item that moved since the preview is left alone, and previewed anew', async ({ page, program }) => {
  const id = await twoVersions(program);
  await open(page, userPage(id, '?restore=1'));
  await expect(submit(page)).toBeEnabled();
  await put(program.dynamodb, 'demo-users', user(id, { visits: { N: '77' } }));
  await submit(page).click();
  await expect(page.getByTestId('restore-refusal')).toContainText('The item has moved.');
  await expect(page.locator('.restore-answers')).toBeFocused();
  await expect(panel(page).getByRole('row').filter({ hasText: 'visits' }).first()).toContainText('77');
  await submit(page).click();
  await expect(page.getByTestId('restore-outcome')).toContainText('Version 1 is restored.');
});

test('what is as it was then needs no restore, and says so', async ({ page, program }) => {
  const id = await twoVersions(program);
  await open(page, userPage(id, '?restore=2'));
  await expect(submit(page)).toBeDisabled();
  await expect(submit(page)).toHaveAccessibleDescription(/there is nothing to restore/);
});

test('a server that only reads shows the preview, and why it restores nothing', async ({ own, page, program }) => {
  test.setTimeout(120_000);
  const id = await twoVersions(program);
  const reader = own(await Program.startAt(program.dynamodb));
  await versionsOf(reader, id, 2);
  await open(page, `${reader.url}${userPage(id, '?restore=1')}`);
  await expect(submit(page)).toBeDisabled();
  await expect(submit(page)).toHaveAccessibleDescription(/only reads.*--allow-writes/);
  await expect(panel(page).getByRole('row').filter({ hasText: 'plan' })).toContainText('pro');
  await open(page, `${reader.url}${userPage(id)}`);
  await expect(page.getByTestId('item-detail').getByRole('button', { name: 'Restore…' })).toBeDisabled();
  await expect(page.getByTestId('item-detail')).toContainText('start it with --allow-writes');
  expect(await violations(page, '.item-page')).toEqual([]);
});

test('each state of a restore is accessible and fits', async ({ page, program }) => {
  const id = await twoVersions(program);
  await open(page, userPage(id, '?restore=1'));
  await expect(submit(page)).toBeEnabled();
  await auditState(page, 'preview', '.item-page');
  await put(program.dynamodb, 'demo-users', user(id, { visits: { N: '5' } }));
  await submit(page).click();
  await expect(page.getByTestId('restore-refusal')).toBeVisible();
  await auditState(page, 'refusal', '.item-page');
  await submit(page).click();
  await expect(page.getByTestId('restore-outcome')).toBeVisible();
  await auditState(page, 'outcome', '.item-page');
});
