// The Live page's figures: `make bench-browser`. SHORT=1 tries it with a twentieth of the changes.

import { user } from '../support/dynamodb';
import { expect, live, open, test } from '../support/fixtures';
import { elements, listed, MAX_ELEMENTS } from '../support/live_list';
import { ShardTree } from '../support/shard_tree';
import { keepWriting, putAll } from '../support/writer';
import { tell, tellAtMost } from './figures';
import { interactions, meters, seenSoFar, transferred, watchFromTheStart } from './meters';

const PART = process.env.SHORT ? 20 : 1;
const MEASURED_MS = 20_000 / PART + 2_000;

/** Memory is flat as long as it does not grow by more than this factor, and a few bytes of what the browser keeps. */
const FLAT = 1.25;
const FLAT_BYTES = 2_000_000;
/** What the browser may have to download before the first page lives, in kB. */
const MAX_FIRST_KB = 350;

const megabytes = (bytes: number) => `${(bytes / 1_000_000).toFixed(1)} MB`;

test.describe.configure({ mode: 'serial' });

test('what is downloaded first', async ({ page, program }) => {
  await page.goto('/');
  const wasm = await page.locator('link[rel="preload"][type="application/wasm"]').getAttribute('href');
  tellAtMost('first WebAssembly, with brotli', (await transferred(`${program.url}${wasm}`)) / 1_000, MAX_FIRST_KB, 'kB');
});

test('at 200 changes a second: the first paint and the answers to input', async ({ page, program }) => {
  test.setTimeout(180_000);
  await putAll(program.dynamodb, 'demo-users', Array.from({ length: 200 }, (_, at) => user(`first-${at}`)));
  const stop = keepWriting(program.dynamodb, 'demo-users', 200, (at) => user(`many-${at % 5_000}`, { at: { N: `${at}` } }));
  await watchFromTheStart(page);
  await open(page, '/');
  await live(page);
  const begun = Date.now();
  while (Date.now() - begun < MEASURED_MS) {
    await page.keyboard.press('Space');
    await page.keyboard.press('j');
    await page.locator('.row a').nth(5).click();
    await page.keyboard.press('Escape');
    await page.locator('.pill').click();
    await page.keyboard.press('/');
    await page.keyboard.type('op:insert');
    await page.keyboard.press('Escape');
    await page.getByRole('combobox', { name: 'Query' }).fill('');
    await page.locator('.pause').focus();
  }
  await stop();
  const { count, slowest } = await interactions(page);
  tellAtMost('at 200 changes a second: largest contentful paint', (await seenSoFar(page)).paint, 1_000, 'ms');
  tellAtMost(`  interaction to next paint, of ${count}`, slowest[0]?.ms ?? 0, 100, 'ms');
  for (const { what, ms } of slowest.slice(0, 5)) tell({ name: `    ${what}`, value: `${Math.round(ms)} ms` });
});

test('at 1,000 changes a second: the main thread', async ({ page, program }) => {
  test.setTimeout(180_000);
  await watchFromTheStart(page);
  await open(page, '/');
  await live(page);
  const before = await listed(page);
  const stop = keepWriting(program.dynamodb, 'demo-users', 1_000, (at) => user(`fast-${at % 5_000}`, { at: { N: `${at}` } }));
  const begun = Date.now();
  const share = await (await meters(page)).busyShare(MEASURED_MS);
  const rate = ((await listed(page)) - before) / ((Date.now() - begun) / 1_000);
  await stop();
  tellAtMost(`at ${Math.round(rate)} changes a second: main thread`, share * 100, 50, '%');
  tell({ name: '  longest task', value: `${Math.round((await seenSoFar(page)).longestTask)} ms` });
});

test('over 500,000 changes: memory and elements', async ({ page }) => {
  test.setTimeout(1_200_000);
  const SHARDS = 8;
  const tree = await ShardTree.grow({ shards: SHARDS, generations: 1 });
  const program = await tree.program();
  try {
    await open(page, program.url);
    await live(page);
    const gauge = await meters(page);
    const pour = async (count: number) => {
      const wanted = (await listed(page)) + count;
      await tree.tell(`write ${count / SHARDS}`);
      await expect.poll(() => listed(page), { timeout: 300_000 }).toBeGreaterThanOrEqual(Math.min(wanted, 499_000));
    };
    await pour(10_000);
    const first = await gauge.memory();
    for (let count = 10_000; count < 50_000 / PART; count += 10_000) await pour(10_000);
    await page.locator('.scroller').evaluate((scroller) => scroller.scrollTo(0, scroller.scrollHeight / 2));
    tellAtMost(`elements, with ${await listed(page)} changes seen`, await elements(page), MAX_ELEMENTS, '');
    await page.locator('.scroller').evaluate((scroller) => scroller.scrollTo(0, 0));
    await live(page);
    for (let count = 50_000; count < 500_000 / PART; count += 10_000) await pour(10_000);
    const last = await gauge.memory();
    const changes = `10,000 → ${await listed(page)} changes`;
    for (const [name, from, to] of [['JS heap', first.heap, last.heap], ['WebAssembly', first.wasm, last.wasm]] as const) {
      const isMet = to <= from * FLAT + FLAT_BYTES;
      tell({ name: `${name}, ${changes}`, value: `${megabytes(from)} → ${megabytes(to)}`, goal: 'flat', isMet });
    }
  } finally {
    await program.dispose();
    tree.fell();
  }
});
