// The demonstration: the whole story by keyboard, with real records; started over; two windows; where there is none.

import { type Page } from '@playwright/test';

import { auditState } from '../support/audits';
import { violations } from '../support/axe';
import { alive, expect, open, reload, test } from '../support/fixtures';
import { Program } from '../support/program';

interface Change {
  sequence_number: string;
  shard_id: string;
  event_id: string;
  op: string;
  actor: { type: string; principal_id: string } | null;
}

/** A table of the newest run, and what the API has of it. */
async function archived(page: Page, viewType: string): Promise<Change[]> {
  const { tables } = (await (await page.request.get('/api/v1/tables')).json()) as { tables: { name: string }[] };
  const run = (name: string) => Number(/^demonstration-(\d+)-/.exec(name)?.[1] ?? 0);
  const newest = Math.max(...tables.map(({ name }) => run(name)));
  const query = { q: `table:demonstration-${newest}-${viewType}`, limit: '100' };
  const answer = await page.request.get('/api/v1/changes', { params: query });
  return ((await answer.json()) as { changes: Change[] }).changes;
}

/** The change at a place, which has to be there. */
function at(changes: Change[], place: number): Change {
  const change = changes[place];
  if (!change) throw new Error(`there are only ${changes.length} changes`);
  return change;
}

const main = (page: Page) => archived(page, 'new-and-old-images');

/** Presses Enter and waits until the step has been taken. */
async function take(page: Page): Promise<void> {
  const step = page.locator('.rail [aria-current="step"]');
  await page.keyboard.press('Enter');
  await expect(step).toContainText(', taken', { timeout: 30_000 });
  await expect(page.locator('#act-said')).not.toContainText('…');
}

/** Goes to the next step. */
async function next(page: Page, title: string): Promise<void> {
  await page.keyboard.press('ArrowRight');
  await expect(heading(page)).toContainText(title);
}

const heading = (page: Page) => page.getByRole('main').getByRole('heading', { level: 2 });

const outcome = (page: Page) => page.getByTestId('outcome');

/** The digits of sequence numbers: on the page they stand in threes. */
async function digits(page: Page, testId: string): Promise<string[]> {
  const texts = await page.getByTestId(testId).locator('.digits').allTextContents();
  return texts.map((text) => text.replace(/\D/g, ''));
}

async function startOver(page: Page): Promise<void> {
  if (await page.getByRole('button', { name: 'Start over' }).isDisabled()) return;
  await page.keyboard.press('r');
  await page.getByRole('button', { name: 'Delete them' }).click();
  await expect(page.getByRole('button', { name: 'Start over' })).toBeDisabled();
}

test('the story is told by keyboard, with the records that the API has; each step is accessible and fits', async ({ page }) => {
  test.setTimeout(180_000);
  await open(page, '/demonstration');
  await expect(page.locator('.pipe-part').last()).toContainText('0 heard here');

  await take(page);
  await expect(outcome(page)).toContainText('4 of 4 streams are on');

  await next(page, 'Write an item');
  await expect(page).toHaveURL(/step=2/);
  await take(page);
  const insert = at(await main(page), 0);
  await expect(outcome(page)).toContainText(insert.shard_id);
  await expect(outcome(page)).toContainText(insert.event_id);
  const shown = await outcome(page).locator('.digits').textContent();
  expect(shown?.replace(/\D/g, '')).toBe(insert.sequence_number);
  await expect(page.locator('.pipeline')).not.toHaveAttribute('data-beat', 'none');
  await expect(page.locator('.pipeline figcaption')).toContainText('INSERT order-1');

  await next(page, 'Read the stream');
  await take(page);
  expect(await digits(page, 'in-stream')).toEqual([insert.sequence_number]);
  expect(await digits(page, 'in-archive')).toEqual([insert.sequence_number]);

  await next(page, 'Before and after');
  await take(page);
  const absent = page.locator('.view-card').filter({ has: page.locator('.is-absent') });
  await expect(absent).toHaveCount(3);
  await expect(page.locator('.view-card').last()).toContainText(/Before.*"placed".*After.*"paid"/s);
  for (const [place, viewType] of ['keys-only', 'new-image', 'old-image', 'new-and-old-images'].entries()) {
    const modify = at(await archived(page, viewType), 1);
    const told = await page.locator('.view-card').nth(place).locator('.digits').textContent();
    expect(told?.replace(/\D/g, ''), viewType).toBe(modify.sequence_number);
  }

  await next(page, 'Let it expire');
  await take(page);
  await expect(outcome(page)).toContainText('Service · dynamodb.amazonaws.com', { timeout: 30_000 });
  const removed = (await main(page)).at(-1);
  expect(removed).toMatchObject({ op: 'REMOVE', actor: { principal_id: 'dynamodb.amazonaws.com' } });
  await page.keyboard.press('Enter');
  await expect(heading(page), 'a key too many changes nothing').toContainText('Let it expire');

  await next(page, 'Retention passes');
  await take(page);
  await expect(outcome(page)).toContainText('The stream holds 0 records');
  const kept = (await main(page)).map((change) => change.sequence_number);
  expect(kept).toHaveLength(4);
  expect(await digits(page, 'in-archive')).toEqual(kept);

  const back = page.getByRole('link', { name: 'Bring it back from the archive' });
  await expect(back, 'the version before its end was set').toHaveAttribute('href', /restore=2/);

  // What came of each step is shown by it for as long as the tables are there.
  for (let step = 1; step <= 6; step += 1) {
    await page.locator('.rail a').nth(step - 1).click();
    await expect(page).toHaveURL(new RegExp(`step=${step}`));
    await auditState(page, `step ${step}`, 'body');
  }

  await startOver(page);
  await expect(heading(page)).toContainText('Turn streams on');
  await expect(heading(page)).toBeFocused();
  await expect(outcome(page)).toHaveText('What comes of the step will stand here.');
});

test('where the story stands is asked of the tables, and not remembered by a window', async ({ page, context }) => {
  await open(page, '/demonstration');
  const other = await context.newPage();
  await open(other, '/demonstration?step=2');
  await expect(other.locator('#act-said')).toContainText('Step 1 comes first');
  await other.keyboard.press('Enter');
  await expect(other).toHaveURL(/step=1/);

  await take(page);
  await expect(outcome(other)).toContainText('4 of 4 streams are on');
  await reload(page);
  await expect(outcome(page)).toContainText('4 of 4 streams are on');
  await open(page, '/demonstration?step=2');
  await take(page);

  // What one window deletes, the other does not go on with: it says so, and shows what is there now.
  await other.route('**/ui/demonstration', (route) => route.abort());
  await startOver(page);
  await other.keyboard.press('Enter');
  await expect(other.getByRole('alert')).toContainText('started over in another window');
  await other.close();
});

test('f fills the screen, and the keys still lead through the story', async ({ page }) => {
  await open(page, '/demonstration?step=2');
  const size = () => heading(page).evaluate((it) => parseFloat(getComputedStyle(it).fontSize));
  await page.setViewportSize({ width: 1920, height: 1080 });
  const before = await size();
  await page.keyboard.press('f');
  await expect(page).toHaveURL(/screen=full/);
  expect(await size()).toBeGreaterThan(before * 1.1);
  await expect(page.locator('.side')).toHaveAttribute('inert');
  await page.keyboard.press('PageDown');
  await expect(page).toHaveURL(/step=3&screen=full/);
  expect(await violations(page, 'body')).toEqual([]);
  await page.keyboard.press('f');
  await expect(page).not.toHaveURL(/screen=full/);
  await expect(page.locator('.side')).not.toHaveAttribute('inert');
});

test('a question is taken back with Escape, and nothing is deleted', async ({ page }) => {
  await open(page, '/demonstration');
  await take(page);
  await page.keyboard.press('r');
  await expect(page.getByRole('button', { name: 'Delete them' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: 'Delete them' })).toHaveCount(0);
  await expect(outcome(page)).toContainText('4 of 4 streams are on');
  await startOver(page);
});

test('at tables outside, the page says why there is none and what to start', async ({ own, page, program }) => {
  const outside = own(await Program.startAt(program.dynamodb));
  await page.goto(`${outside.url}/demonstration`);
  await alive(page);
  await expect(page.getByRole('main')).toContainText('in the embedded DynamoDB only');
  await expect(page.getByRole('main')).toContainText('make run');
  const pages = page.getByRole('navigation', { name: 'Pages' });
  await expect(pages.getByRole('link', { name: 'Demonstration' })).toHaveCount(0);
  const refused = await page.request.post(`${outside.url}/ui/demonstration_step`, {
    data: { step: 'enable', run: null },
    headers: { 'x-afterimage-ui': '1' },
  });
  expect(await refused.text()).toContain('embedded');
  expect(await violations(page, 'body')).toEqual([]);
});
