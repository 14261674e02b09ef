// The row that the keyboard is on is not taken away by a list that moves.

import type { Page } from '@playwright/test';

import { user } from '../support/dynamodb';
import { expect, live, open, row, test, unique } from '../support/fixtures';
import { pill, seen } from '../support/live_list';
import type { Program } from '../support/program';
import { putAll } from '../support/writer';

/** More rows than a window is high. */
const MANY = 60;

function names(prefix: string): string[] {
  return Array.from({ length: MANY }, () => unique(prefix));
}

async function write(program: Program, ids: string[]): Promise<void> {
  await putAll(program.dynamodb, 'demo-users', ids.map((id) => user(id)));
}

/** A live list, and the keyboard on its newest row. */
async function onTheNewestRow(page: Page, program: Program) {
  const before = names('before');
  await write(program, before);
  await open(page, '/');
  await live(page);
  await expect(row(page, before[MANY - 1] ?? '')).toHaveCount(1);
  await page.keyboard.press('j');
  const focused = page.locator('.row a:focus');
  await expect(focused).toBeVisible();
  return { link: page.locator(`.row a[href="${await focused.getAttribute('href')}"]`) };
}

test('the list stops before it pushes the row that the keyboard is on out of sight', async ({ page, program }) => {
  const { link } = await onTheNewestRow(page, program);
  await write(program, names('after'));
  await expect(pill(page)).toHaveText(/^Paused · \d+ new/);
  await expect(page.locator('.pause')).toHaveAttribute('data-state', 'Paused');
  await expect(link).toBeFocused();
  await expect(link).toBeInViewport({ ratio: 1 });

  // It stands still for as long as the keyboard stays among the rows.
  const frozen = await seen(page);
  const more = names('more');
  await write(program, more);
  await expect.poll(async () => Number(/(\d+) new/.exec(await pill(page).innerText())?.[1])).toBeGreaterThan(MANY);
  expect(await seen(page)).toEqual(frozen);
  await expect(link).toBeFocused();

  await page.keyboard.press('/');
  await live(page);
  await expect(row(page, more[MANY - 1] ?? '')).toBeVisible();
  await expect(page.getByRole('combobox', { name: 'Query' })).toBeFocused();
});

test('letting it go on puts the keyboard onto the button that stops it again', async ({ page, program }) => {
  const { link } = await onTheNewestRow(page, program);
  const after = names('after');
  await write(program, after);
  await expect(pill(page)).toHaveText(/^Paused · \d+ new/);
  await expect(link).toBeFocused();
  await page.keyboard.press('Space');
  await live(page);
  await expect(row(page, after[MANY - 1] ?? '')).toBeVisible();
  await expect(page.locator('.pause')).toBeFocused();
  const more = names('more');
  await write(program, more);
  await expect(row(page, more[MANY - 1] ?? '')).toBeVisible();
  await expect(page.locator('.pause')).toHaveAttribute('data-state', 'Live');
});

test('a row that was only clicked does not stop it', async ({ page, program }) => {
  const before = names('before');
  await write(program, before);
  await open(page, '/');
  await live(page);
  const newest = row(page, before[MANY - 1] ?? '');
  await expect(newest).toHaveCount(1);
  await newest.getByRole('link').click();
  await expect(page.getByRole('complementary', { name: 'The change' })).toContainText(before[MANY - 1] ?? '');
  const after = names('after');
  await write(program, after);
  await expect(row(page, after[MANY - 1] ?? '')).toBeVisible();
  await expect(page.locator('.pause')).toHaveAttribute('data-state', 'Live');
});
