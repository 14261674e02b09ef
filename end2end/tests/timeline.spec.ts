// A long life: opened, scrolled, gone through by keys and by numbers, with a bounded page.

import type { Page } from '@playwright/test';

import { auditState } from '../support/audits';
import { put, user } from '../support/dynamodb';
import { expect, open, reload, test, unique } from '../support/fixtures';
import { userPage, versionsOf } from '../support/items';

const VERSIONS = 420;
/** Four pages of versions, each with a heading. */
const MOST_ROWS = 260;

let id: string;

test.beforeAll(async ({ program }) => {
  test.setTimeout(120_000);
  id = unique('long');
  for (let visit = 1; visit <= VERSIONS; visit += 1) {
    await put(program.dynamodb, 'demo-users', user(id, { visits: { N: String(visit) } }));
  }
  await versionsOf(program, id, VERSIONS);
});

const address = () => userPage(id);
const list = (page: Page) => page.getByTestId('item-timeline');
const entry = (page: Page, version: number) => page.locator(`#version-${version}`);

test('a page of it is there at once, and never more than a few', async ({ page }) => {
  await open(page, address());
  await expect(entry(page, VERSIONS)).toBeInViewport();
  for (const share of [0.5, 1, 0.25, 0]) {
    await list(page).evaluate((element, part) => element.scrollTo(0, element.scrollHeight * part), share);
    await expect(list(page).getByText('Loading version')).toHaveCount(0);
    expect(await list(page).locator('li').count()).toBeLessThan(MOST_ROWS);
  }
  await list(page).evaluate((element) => element.scrollTo(0, element.scrollHeight));
  await expect(entry(page, 1)).toBeInViewport();
  await expect(page.getByText('Captured from the first version.')).toBeInViewport();
});

test('it is gone through by the keyboard', async ({ page }) => {
  await open(page, address());
  await entry(page, VERSIONS).focus();
  await page.keyboard.press('ArrowDown');
  await expect(entry(page, VERSIONS - 1)).toBeFocused();
  await page.keyboard.press('End');
  await expect(entry(page, 1)).toBeFocused();
  await expect(entry(page, 1)).toBeInViewport();
  await page.keyboard.press('ArrowUp');
  await expect(entry(page, 2)).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('item-detail')).toContainText(`Version 2 of ${VERSIONS}`);
  await entry(page, 2).focus();
  await page.keyboard.press('d');
  await expect(page.getByRole('tab', { name: 'Item at v2' })).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('d');
  await expect(page.getByRole('tab', { name: 'v2 against v1' })).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('PageUp');
  await expect(entry(page, 2)).not.toBeFocused();
  await page.keyboard.press('Home');
  await expect(entry(page, VERSIONS)).toBeFocused();
});

test('a version is gone to by its number, and the address says so', async ({ page }) => {
  await open(page, address());
  await page.getByLabel('Go to').fill('v133');
  await page.getByRole('button', { name: 'Go', exact: true }).click();
  await expect(entry(page, 133)).toBeInViewport();
  await expect(page).toHaveURL(/from=v133/);
  await reload(page);
  await expect(entry(page, 133)).toBeInViewport();
  await page.getByLabel('Go to').fill('sideways');
  await page.getByRole('button', { name: 'Go', exact: true }).click();
  await expect(page.getByRole('alert').filter({ hasText: 'neither a version like v42' })).toBeVisible();
});

test('what arrives does not move what is looked at', async ({ page, program }) => {
  await open(page, `${address()}?from=v200`);
  await expect(entry(page, 200)).toBeInViewport();
  const top = () => entry(page, 200).evaluate((element) => element.getBoundingClientRect().top);
  const before = await top();
  await put(program.dynamodb, 'demo-users', user(id, { visits: { N: '0' } }));
  await expect(page.getByTestId('item-newer')).toBeVisible();
  expect(await top()).toBe(before);
});

test('it is accessible in its middle, and fits', async ({ page }) => {
  await open(page, `${address()}?from=v200`);
  await expect(entry(page, 200)).toBeInViewport();
  await auditState(page, 'the middle');
});
