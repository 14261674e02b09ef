// A list that stands still, for however long and whatever happens meanwhile: nothing is missed, nothing moves.

import type { Page, WebSocketRoute } from '@playwright/test';

import { put, user } from '../support/dynamodb';
import { alive, expect, live, open, row, test, unique } from '../support/fixtures';
import { archived, elements, listed, MAX_ELEMENTS, pill, rowHeight, scrollTo, seen, tryNow, walk } from '../support/live_list';
import { Program } from '../support/program';
import { ShardTree } from '../support/shard_tree';
import { putAll } from '../support/writer';

const OPEN_SHARDS = 4;

function down(from: number, count: number): number[] {
  return Array.from({ length: count }, (_, at) => from - at);
}

test.describe('however much comes during a pause', () => {
  let tree: ShardTree;
  let program: Program;

  test.beforeEach(async ({ own }) => {
    tree = own(await ShardTree.grow({ shards: OPEN_SHARDS, generations: 1 }));
    program = own(await tree.program());
  });

  test('it is counted to the last one, and the list goes on without a hole, with few elements', async ({ page }) => {
    test.setTimeout(180_000);
    const before = OPEN_SHARDS * 3;
    await archived(program, before);
    await open(page, program.url);
    await live(page);
    await expect.poll(() => listed(page)).toBe(before);
    await page.keyboard.press('Space');
    const frozen = await seen(page);
    expect(frozen).toEqual(down(before, before));

    // More than a page, the server's own tail, or the browser keeps.
    const many = 1_500;
    await tree.tell(`write ${many}`);
    const all = before + OPEN_SHARDS * many;
    await expect(pill(page)).toHaveText(/^Paused · 6,000 new/, { timeout: 60_000 });
    expect(await seen(page)).toEqual(frozen);
    expect(await listed(page)).toBe(before);

    await pill(page).click();
    await live(page);
    await expect.poll(() => listed(page)).toBe(all);
    expect((await seen(page))[0]).toBe(all);
    const { ids, most } = await walk(page, 300);
    expect(ids).toEqual(down(all, ids.length));
    expect(most).toBeLessThan(MAX_ELEMENTS);

    // The whole way down and up again, past everything that is kept: each row is in the place that its number gives.
    const pixels = await rowHeight(page);
    for (const place of [...Array(30).keys()].map((at) => at * 200).flatMap((at) => [at, all - 60 - at])) {
      await scrollTo(page, place * pixels);
      const there = await seen(page);
      expect(there).toEqual(down(all - place, there.length));
      expect(await elements(page)).toBeLessThan(MAX_ELEMENTS);
    }
  });

  test('a connection that was cut for too long to be caught up with leaves what is read where it is', async ({
    page,
    complaints,
  }) => {
    test.setTimeout(180_000);
    const before = OPEN_SHARDS * 3;
    await archived(program, before);
    const gate = await feedGate(page);
    await open(page, program.url);
    await live(page);
    await expect.poll(() => listed(page)).toBe(before);
    await page.keyboard.press('Space');
    const frozen = await seen(page);

    gate.shut();
    await expect(page.locator('.live-notice')).toContainText('Not connected');
    // More than the feed tells after a reconnection.
    await tree.tell('write 3000');
    const away = before + OPEN_SHARDS * 3_000;
    await archived(program, away);
    gate.open();
    await tryNow(page);
    await expect(pill(page)).toHaveText(/^Paused · too many new to count/);
    await tree.tell('write 2');
    const all = away + OPEN_SHARDS * 2;
    await expect(pill(page)).toHaveText(/^Paused · more than 8 new/);
    expect(await seen(page)).toEqual(frozen);

    await pill(page).click();
    await live(page);
    await expect.poll(async () => (await seen(page))[0]).toBe(all);
    const { ids } = await walk(page, 600);
    expect(ids).toEqual(down(all, ids.length));
    complaints.length = 0;
  });
});

/** A way to cut the feed and keep it cut. */
async function feedGate(page: Page) {
  let isShut = false;
  let socket: WebSocketRoute | undefined;
  await page.routeWebSocket('**/feed', (route) => {
    socket = route;
    if (isShut) void route.close({ code: 1013, reason: 'the gate is shut' });
    else route.connectToServer();
  });
  return {
    shut() {
      isShut = true;
      void socket?.close({ code: 1013, reason: 'the gate is shut' });
    },
    open() {
      isShut = false;
    },
  };
}

test('a program that ends and comes back during a pause costs nothing either', async ({ own, page, complaints }) => {
  const program = own(await Program.start('--demo-rate', '0'));
  const ids = Array.from({ length: 40 }, () => unique('before'));
  await putAll(program.dynamodb, 'demo-users', ids.map((id) => user(id)));
  await open(page, program.url);
  await live(page);
  await expect(row(page, ids[39] ?? '')).toHaveCount(1);
  await page.keyboard.press('Space');
  const frozen = await seen(page);

  await program.stop('SIGKILL');
  await expect(page.locator('.live-notice')).toContainText('Not connected: the server does not answer.');
  expect(await seen(page), 'the notice moves no row').toEqual(frozen);
  await program.run();
  const meanwhile = Array.from({ length: 20 }, () => unique('meanwhile'));
  for (const id of meanwhile) await put(program.dynamodb, 'demo-users', user(id));
  await expect(pill(page)).toHaveText(/^Paused · 20 new/, { timeout: 40_000 });
  expect(await seen(page)).toEqual(frozen);

  await page.keyboard.press('Space');
  await live(page);
  for (const id of [...meanwhile, ids[39] ?? '']) await expect(row(page, id)).toHaveCount(1);
  // The browser reports every refused connection by itself.
  complaints.length = 0;
});

test('a pause by hand outlives a change of the query; a pause by scrolling does not', async ({ page, program }) => {
  const written = Array.from({ length: 60 }, () => unique('many'));
  await putAll(program.dynamodb, 'demo-users', written.map((id) => user(id)));
  await open(page, '/');
  await live(page);
  // Nothing else comes from here on.
  await expect(row(page, written[59] ?? '')).toHaveCount(1);
  await page.keyboard.press('Space');
  const query = page.getByRole('combobox', { name: 'Query' });
  await query.fill('many');
  await query.press('Enter');
  await expect(page).toHaveURL(/q=many/);
  await expect(page.locator('.pause')).toHaveAttribute('data-state', 'Paused');
  await expect(pill(page)).toBeVisible();
  await pill(page).click();
  await live(page);

  await page.locator('.scroller').evaluate((scroller) => scroller.scrollTo(0, 400));
  await expect(page.locator('.pause')).toHaveAttribute('data-state', 'Paused');
  await query.fill('table:demo-users');
  await query.press('Enter');
  await live(page);
  await alive(page);
});
