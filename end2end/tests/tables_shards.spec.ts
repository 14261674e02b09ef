// Shards as a graph: a few, many, and while they split.

import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';

import { expect, open, reload, test } from '../support/fixtures';
import type { Program } from '../support/program';
import { type Shape, ShardTree } from '../support/shard_tree';

// The page stays under this, whatever is on it.
const MOST_ELEMENTS = 1_400;

/** A tree, the program that reads it, and a page that shows it. */
async function withTree(shape: Shape, look: (tree: ShardTree, program: Program) => Promise<void>): Promise<void> {
  const tree = await ShardTree.grow(shape);
  try {
    const program = await tree.program();
    try {
      await look(tree, program);
    } finally {
      await program.dispose();
    }
  } finally {
    tree.fell();
  }
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

async function complaintsOfAxe(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' | ')}`);
}

test.describe('with five shards', () => {
  const shape = { shards: 5, generations: 3, failing: 1 };

  test('generations are told apart, and each shard says in words what it does', async ({ page }) => {
    await withTree(shape, async (_, program) => {
      await open(page, `${program.url}/tables`);
      await expect(legend(page)).toContainText('1 failing');
      await expect(legend(page)).toContainText('2 reading');
      await expect(legend(page)).toContainText('3 drained');
      await expect(legend(page)).toContainText('1 trimmed');
      await expect(graph(page).getByRole('button')).toHaveCount(6);
      await expect(graph(page).getByRole('button', { name: /failing since/ })).toHaveCount(1);
      await expect(graph(page).getByRole('button', { name: /reading caught up/ })).toHaveCount(1);
      // A child stands right of its parent.
      const left = async (name: RegExp) => (await graph(page).getByRole('button', { name }).first().boundingBox())?.x ?? 0;
      expect(await left(/trimmed/)).toBeLessThan(await left(/drained/));
      expect(await left(/drained/)).toBeLessThan(await left(/reading/));
    });
  });

  test('arrow keys go from shard to shard, Enter opens what is known of one, and Escape closes it', async ({ page }) => {
    await withTree(shape, async (_, program) => {
      await open(page, `${program.url}/tables`);
      await expect(legend(page)).toContainText('1 failing');
      await graph(page).getByRole('button').first().focus();
      const first = await focusedId(page);
      await page.keyboard.press('ArrowRight');
      const second = await focusedId(page);
      expect(second).not.toBe(first);
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
  });

  test('a split is drawn while it is looked at, and neither focus nor selection is lost', async ({ page }) => {
    await withTree(shape, async (tree, program) => {
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
  });

  test('a parent that was never listed is drawn with its gap', async ({ page }) => {
    await withTree(shape, async (tree, program) => {
      await open(page, `${program.url}/tables`);
      await expect(legend(page)).toContainText('2 reading');
      await tree.tell('split');
      await tree.tell('orphan');
      await expect(graph(page).locator('.is-trimmed.has-gap')).toHaveCount(1, { timeout: 45_000 });
      await graph(page).locator('.has-gap').click();
      const detail = page.getByRole('complementary', { name: 'The shard' });
      await expect(detail).toContainText('dropped before they were read');
    });
  });

  test('the table has the same content', async ({ page }) => {
    await withTree(shape, async (_, program) => {
      await open(page, `${program.url}/tables`);
      await page.getByRole('link', { name: 'Table', exact: true }).click();
      const rows = page.getByRole('group', { name: 'Shards of grown-orders' }).getByRole('row');
      await expect(rows).toHaveCount(6);
      await expect(rows.nth(1)).toContainText('failing');
      await expect(rows.nth(1)).toContainText(/attempts since/);
      await expect(page).toHaveURL(/shards=table/);
    });
  });
});

test.describe('with 700 shards', () => {
  // All that is open stays on the page; what is drained is one node. Each end is told by three answers, ten shards at a time.
  const shape = { shards: 700, generations: 7, failing: 3, stuck: 4, pauseMs: 300 };

  test('history is folded, the page stays small and narrow, and keys reach every shard', async ({ page }) => {
    test.setTimeout(240_000);
    await withTree(shape, async (_, program) => {
      await page.setViewportSize({ width: 360, height: 780 });
      await open(page, `${program.url}/tables`);
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
      expect(await focusedId(page)).not.toBe(first);

      await page.getByRole('link', { name: 'Table', exact: true }).click();
      await expect(page.getByText('1 to 50 of 700 shards')).toBeVisible();
      expect(await page.locator('*').count()).toBeLessThan(MOST_ELEMENTS);
      await page.getByRole('button', { name: 'Next' }).click();
      await expect(page.getByText('51 to 100 of 700 shards')).toBeVisible();
      expect(await overflow(page)).toBe(0);
    });
  });

  test('nothing is complained about in either theme, with graph, detail and table', async ({ page }) => {
    test.setTimeout(240_000);
    await withTree(shape, async (_, program) => {
      for (const theme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
        await open(page, `${program.url}/tables`);
        await expect(legend(page)).toContainText('566 drained', { timeout: 120_000 });
        await graph(page).locator('.is-failing').first().click();
        await expect(page.getByRole('complementary', { name: 'The shard' })).toBeVisible();
        expect.soft(await complaintsOfAxe(page), `${theme}: graph`).toEqual([]);
        await open(page, `${program.url}/tables?shards=table`);
        expect.soft(await complaintsOfAxe(page), `${theme}: table`).toEqual([]);
        await open(page, `${program.url}/health`);
        expect.soft(await complaintsOfAxe(page), `${theme}: health`).toEqual([]);
      }
    });
  });

  test('700 open shards are 700 elements, and a reading does not make the page stall', async ({ page }) => {
    test.setTimeout(240_000);
    await withTree({ shards: 700, generations: 1, pauseMs: 4_000 }, async (_, program) => {
      await open(page, `${program.url}/tables`);
      await expect(legend(page)).toContainText('700 reading', { timeout: 120_000 });
      await expect(graph(page)).toHaveAttribute('data-size', 'cell');
      expect(await page.locator('*').count()).toBeLessThan(MOST_ELEMENTS);
      for (const width of [360, 1440]) {
        await page.setViewportSize({ width, height: 900 });
        expect(await overflow(page)).toBe(0);
      }
      // What is measured is the longest that the page did not answer while it asked for its figures anew, twice.
      const stall = await page.evaluate(
        () =>
          new Promise<number>((resolve) => {
            let longest = 0;
            let last = performance.now();
            const end = last + 9_000;
            const tick = () => {
              const now = performance.now();
              longest = Math.max(longest, now - last);
              last = now;
              if (now > end) resolve(longest);
              else setTimeout(tick, 0);
            };
            tick();
          }),
      );
      expect(stall).toBeLessThan(1_000);
      await graph(page).getByRole('button').nth(350).hover();
      await expect(page.locator('.shard-readout')).toContainText('reading');
    });
  });
});
