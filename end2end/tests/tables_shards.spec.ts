// Shards as a graph: a few, many, and while they split.

import type { Page } from '@playwright/test';

import { auditLooks } from '../support/audits';
import { effort } from '../support/effort';
import { expect, open, reload, test } from '../support/fixtures';
import type { Program } from '../support/program';
import { type Shape, ShardTree } from '../support/shard_tree';

// The page stays under this, whatever is on it.
const MOST_ELEMENTS = 1_400;

/** How long the page may work for one reading of its figures, in milliseconds: longer, and it would not answer meanwhile. */
const MOST_WORK_MS = 1_000;

/** How often the page asks for its figures (app/src/pages/tables.rs). */
const REFRESH_MS = 4_000;

/** A tree and the program that reads it, for the tests of a group, one after the other. */
function withTree(shape: Shape): () => { tree: ShardTree; program: Program } {
  let grown: { tree: ShardTree; program: Program } | undefined;
  test.beforeAll(async () => {
    const tree = await ShardTree.grow(shape);
    grown = { tree, program: await tree.program() };
  });
  test.afterAll(async () => {
    await grown?.program.dispose();
    await grown?.tree.dispose();
  });
  return () => {
    if (!grown) throw new Error('there is no tree');
    return grown;
  };
}

function graph(page: Page) {
  return page.getByRole('group', { name: /^Shards of grown-orders/ });
}

function legend(page: Page) {
  return page.locator('.shard-legend');
}

/** The id of the shard that an element of the graph stands for. */
function focusedId(page: Page): Promise<string> {
  return page.evaluate(() => document.activeElement?.id ?? '');
}

/** How far the page can be scrolled sideways. */
function overflow(page: Page): Promise<number> {
  return page.evaluate(() => {
    const wider = (element: Element) => element.scrollWidth - element.clientWidth;
    return Math.max(wider(document.documentElement), wider(document.querySelector('main') as Element));
  });
}

const FIVE = { shards: 5, generations: 3, failing: 1 };

test.describe('with five shards', () => {
  const grown = withTree(FIVE);

  test('generations are told apart, and each shard says in words what it does', async ({ page }) => {
    await open(page, `${grown().program.url}/tables`);
    await expect(legend(page)).toContainText('1 failing');
    await expect(legend(page)).toContainText('2 reading');
    await expect(legend(page)).toContainText('3 drained');
    await expect(legend(page)).toContainText('1 trimmed');
    await expect(graph(page).getByRole('button')).toHaveCount(6);
    await expect(graph(page).getByRole('button', { name: /failing since/ })).toHaveCount(1);
    await expect(graph(page).getByRole('button', { name: /reading caught up/ })).toHaveCount(1);
    // A child stands right of its parent.
    const left = async (name: RegExp) => {
      const box = await graph(page).getByRole('button', { name }).first().boundingBox();
      if (!box) throw new Error(`${name} is not drawn`);
      return box.x;
    };
    expect(await left(/trimmed/)).toBeLessThan(await left(/drained/));
    expect(await left(/drained/)).toBeLessThan(await left(/reading/));
  });

  test('arrow keys go from shard to shard, Enter opens what is known of one, and Escape closes it', async ({ page }) => {
    await open(page, `${grown().program.url}/tables`);
    await expect(legend(page)).toContainText('1 failing');
    await graph(page).getByRole('button').first().focus();
    const first = await focusedId(page);
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => focusedId(page)).not.toBe(first);
    await page.keyboard.press('End');
    await page.keyboard.press('Enter');
    const detail = page.getByRole('complementary', { name: 'The shard' });
    await expect(detail).toContainText('throttled');
    await expect(detail).toContainText(/\d+ attempts since/);
    await expect(page).toHaveURL(/shard=/);

    // The detail follows the keys, and the address tells where it is.
    await page.keyboard.press('ArrowUp');
    await expect(detail).toContainText('It takes changes');
    await expect(detail).toContainText('caught up');
    await reload(page);
    await expect(detail).toContainText('It takes changes');
    await page.getByRole('button', { name: 'Close' }).click();
    await expect(detail).toHaveCount(0);
    await expect(page).not.toHaveURL(/shard=/);
  });

  test('the table has the same content', async ({ page }) => {
    await open(page, `${grown().program.url}/tables`);
    await page.getByRole('link', { name: 'Table', exact: true }).click();
    const rows = page.getByRole('group', { name: 'Shards of grown-orders' }).getByRole('row');
    await expect(rows).toHaveCount(6);
    await expect(rows.nth(1)).toContainText('failing');
    await expect(rows.nth(1)).toContainText(/attempts since/);
    await expect(page).toHaveURL(/shards=table/);
  });
});

test.describe('with five shards that split', () => {
  const grown = withTree(FIVE);

  test('a split is drawn while it is looked at, and neither focus nor selection is lost', async ({ page }) => {
    const { tree, program } = grown();
    await open(page, `${program.url}/tables`);
    await expect(legend(page)).toContainText('2 reading');
    const failing = graph(page).getByRole('button', { name: /failing since/ });
    await failing.click();
    const focused = await focusedId(page);

    const [, parent, children] = /^split (\S+) into (.*)$/.exec(await tree.tell('split')) ?? [];
    for (const child of (children ?? '').split(' and ')) {
      await expect(graph(page).locator(`[id$="${child}"]`)).toHaveClass(/is-reading/, { timeout: 30_000 });
    }
    await expect(graph(page).locator(`[id$="${parent}"]`)).toHaveClass(/is-drained/);
    await expect(graph(page).getByRole('button')).toHaveCount(8);
    expect(await focusedId(page)).toBe(focused);
    await expect(page.getByRole('complementary', { name: 'The shard' })).toContainText('throttled');

    await tree.tell('mend');
    await expect(legend(page)).not.toContainText('failing', { timeout: 60_000 });
    await expect(legend(page)).toContainText('3 reading');
  });

  test('a parent that was never listed is drawn with its gap', async ({ page }) => {
    const { tree, program } = grown();
    await open(page, `${program.url}/tables`);
    await expect(legend(page)).toContainText('reading');
    await tree.tell('split');
    await tree.tell('orphan');
    await expect(graph(page).locator('.is-trimmed.has-gap')).toHaveCount(1, { timeout: 45_000 });
    await graph(page).locator('.has-gap').click();
    const detail = page.getByRole('complementary', { name: 'The shard' });
    await expect(detail).toContainText('dropped before they were read');
  });
});

test.describe('with 700 shards', () => {
  // All that is open stays on the page; what is drained is one node. Each end is told by three answers, ten shards at a time.
  const grown = withTree({ shards: 700, generations: 7, failing: 3, stuck: 4, pauseMs: 300 });

  test('history is folded, the page stays small and narrow, and keys reach every shard', async ({ page }) => {
    test.setTimeout(240_000);
    await page.setViewportSize({ width: 360, height: 780 });
    await open(page, `${grown().program.url}/tables`);
    await expect(legend(page)).toContainText('566 drained', { timeout: 120_000 });
    await expect(graph(page).getByRole('button', { name: /^566 drained shards/ })).toBeVisible();
    await expect(legend(page)).toContainText('7 failing');
    await expect(legend(page)).toContainText('5 waiting');
    expect(await page.locator('*').count()).toBeLessThan(MOST_ELEMENTS);
    expect(await overflow(page)).toBe(0);

    const buttons = graph(page).getByRole('button');
    const count = await buttons.count();
    await buttons.first().focus();
    const seen = new Set<string>();
    for (let press = 0; press < count; press += 1) {
      seen.add(await focusedId(page));
      await page.keyboard.press('ArrowRight');
    }
    expect(seen.size).toBeGreaterThan(count * 0.9);
    await page.keyboard.press('Home');
    const first = await focusedId(page);
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => focusedId(page)).not.toBe(first);

    await page.getByRole('link', { name: 'Table', exact: true }).click();
    await expect(page.getByText('1 to 50 of 700 shards')).toBeVisible();
    expect(await page.locator('*').count()).toBeLessThan(MOST_ELEMENTS);
    await page.getByRole('button', { name: 'Next' }).click();
    await expect(page.getByText('51 to 100 of 700 shards')).toBeVisible();
    expect(await overflow(page)).toBe(0);
  });

  test('nothing is complained about in either theme, with graph, detail and table', async ({ page }) => {
    test.setTimeout(240_000);
    const { url } = grown().program;
    await open(page, `${url}/tables`);
    await expect(legend(page)).toContainText('566 drained', { timeout: 120_000 });
    await graph(page).locator('.is-failing').first().click();
    await expect(page.getByRole('complementary', { name: 'The shard' })).toBeVisible();
    await auditLooks(page, '700 shards, graph', ['light', 'dark']);
    for (const path of ['/tables?shards=table', '/health']) {
      await open(page, `${url}${path}`);
      await expect(page.locator('.loading')).toHaveCount(0);
      await auditLooks(page, `700 shards, ${path}`, ['light', 'dark']);
    }
  });
});

test.describe('with 700 shards that are open', () => {
  const grown = withTree({ shards: 700, generations: 1, pauseMs: 4_000 });

  test('they are 700 elements, and a reading does not make the page stall', async ({ page }) => {
    test.setTimeout(240_000);
    await page.clock.install();
    await open(page, `${grown().program.url}/tables`);
    await expect(legend(page)).toContainText('700 reading', { timeout: 120_000 });
    await expect(graph(page)).toHaveAttribute('data-size', 'cell');
    expect(await page.locator('*').count()).toBeLessThan(MOST_ELEMENTS);
    for (const width of [360, 1440]) {
      await page.setViewportSize({ width, height: 900 });
      expect(await overflow(page)).toBe(0);
    }
    const READINGS = 3;
    const worked = await effort(page);
    for (let reading = 0; reading < READINGS; reading += 1) {
      const answered = page.waitForResponse(/\/ui\/tables/);
      await page.clock.fastForward(REFRESH_MS);
      await answered;
      // It is drawn once a frame has passed.
      await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
    }
    expect((await worked()) / READINGS).toBeLessThan(MOST_WORK_MS);
    await graph(page).getByRole('button').nth(350).hover();
    await expect(page.locator('.shard-readout')).toContainText('reading');
  });
});
