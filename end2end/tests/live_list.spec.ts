// The list among other things: its query, other tabs, clearing, the last change, and those who do not see it.

import { put, user } from '../support/dynamodb';
import { alive, expect, live, open, row, test, unique } from '../support/fixtures';
import { listed, pill, rowHeight, scrollTo, seen, walk } from '../support/live_list';
import { keepWriting, putAll } from '../support/writer';

test('changing the query while changes pour in leaves no row of the old one and no hole in the new one', async ({
  page,
  program,
}) => {
  test.setTimeout(150_000);
  const stem = unique('pour');
  await open(page, '/');
  await live(page);
  const kind = (at: number) => (at % 3 === 0 ? 'kept' : 'other');
  const stop = keepWriting(program.dynamodb, 'demo-users', 150, (at) => user(`${stem}-${kind(at)}-${at}`));
  await expect(row(page, `${stem}-other`).first()).toBeVisible();

  // From within the page, in every frame: after the list of the new query is there, no row of the old one is.
  await page.evaluate((stem) => {
    const state = window as unknown as { stale: string[] };
    state.stale = [];
    const look = () => {
      const list = document.querySelector('.live-list');
      if (location.search.includes('q=') && list && !list.classList.contains('is-outdated')) {
        const rows = [...document.querySelectorAll('.row:not([hidden])')].map((row) => row.textContent ?? '');
        state.stale.push(...rows.filter((text) => !text.includes(`${stem}-kept`)));
      }
      requestAnimationFrame(look);
    };
    look();
  }, stem);
  const query = page.getByRole('combobox', { name: 'Query' });
  await query.fill(`key:${stem}-kept*`);
  await query.press('Enter');
  await expect(page).toHaveURL(/q=key/);
  await live(page);
  const before = await listed(page);
  await expect.poll(() => listed(page)).toBeGreaterThan(before + 50);
  const written = await stop();

  const kept = Math.ceil(written / 3);
  await expect.poll(() => listed(page)).toBe(kept);
  expect(await page.evaluate(() => (window as unknown as { stale: string[] }).stale)).toEqual([]);
  const answer = await page.request.get('/api/v1/search', { params: { q: `key:${stem}-kept*`, limit: '1000' } });
  const { hits } = (await answer.json()) as { hits: { id: number }[] };
  const ids = hits.map((hit) => hit.id);
  expect(ids).toHaveLength(kept);
  const pixels = await rowHeight(page);
  for (let place = 0; place < kept - 40; place += 20) {
    await scrollTo(page, place * pixels);
    const there = await seen(page);
    expect(there, `from row ${place} on`).toEqual(ids.slice(place, place + there.length));
  }

  // The address alone gives the same list, and Back the one before.
  const newest = ids[0];
  await page.reload();
  await alive(page);
  await live(page);
  expect((await seen(page))[0]).toBe(newest);
  await page.goBack();
  await expect(row(page, `${stem}-other`).first()).toBeVisible();
});

test('several tabs are each on their own, and none misses anything', async ({ page, context, program }) => {
  const stem = unique('tabs');
  const [paused, narrowed] = [await context.newPage(), await context.newPage()];
  await open(page, '/');
  await open(paused, '/');
  await open(narrowed, `/?q=${encodeURIComponent(`key:${stem}-7*`)}`);
  for (const tab of [page, paused, narrowed]) await live(tab);
  await paused.keyboard.press('Space');
  const frozen = await seen(paused);

  await putAll(program.dynamodb, 'demo-users', Array.from({ length: 50 }, (_, at) => user(`${stem}-${at}-`)));
  await page.bringToFront();
  await expect(row(page, `${stem}-49-`)).toHaveCount(1);
  await paused.bringToFront();
  await expect(pill(paused)).toHaveText(/^Paused · 50 new/);
  expect(await seen(paused)).toEqual(frozen);
  await narrowed.bringToFront();
  await expect(row(narrowed, `${stem}-7-`)).toHaveCount(1);
  await expect(row(narrowed, stem)).toHaveCount(1);
  await paused.bringToFront();
  await paused.keyboard.press('Space');
  const { ids } = await walk(paused, 50);
  expect(ids, 'without a hole').toEqual(ids.map((_, at) => (ids[0] ?? 0) - at));
  expect(ids.at(-1)).toBeLessThanOrEqual((frozen[0] ?? 0) + 1);
});

test('clearing takes off what was seen, keeps what is new, and can be taken back', async ({ page, program }) => {
  const [before, during, after] = [unique('before'), unique('during'), unique('after')];
  await put(program.dynamodb, 'demo-users', user(before));
  await open(page, '/');
  await live(page);
  await expect(row(page, before)).toHaveCount(1);
  const all = await listed(page);

  await page.keyboard.press('Space');
  await put(program.dynamodb, 'demo-users', user(during));
  await expect(pill(page)).toHaveText(/^Paused · 1 new/);
  await page.getByRole('button', { name: 'Clear' }).click();
  await live(page);
  await expect(row(page, before)).toHaveCount(0);
  await expect(row(page, during)).toHaveCount(1);
  expect(await listed(page)).toBe(1);

  await page.keyboard.press('c');
  await expect(row(page, during)).toHaveCount(0);
  await expect(page.getByText('what is new will appear here by itself')).toBeVisible();
  await put(program.dynamodb, 'demo-users', user(after));
  await expect(row(page, after)).toHaveCount(1);

  await page.getByRole('button', { name: /^Show the .* again$/ }).click();
  for (const id of [before, during, after]) await expect(row(page, id)).toHaveCount(1);
  await expect.poll(() => listed(page)).toBeGreaterThanOrEqual(all + 2);
});

test('the last change is told by its age, which grows and begins anew', async ({ page, program }) => {
  await open(page, '/');
  await live(page);
  const strip = page.getByRole('region', { name: 'Activity' });
  const age = async () => {
    const text = await strip.innerText();
    return text.includes('just now') ? 0 : Number(/last change (\d+) s ago/.exec(text.replace(/\s+/g, ' '))?.[1] ?? NaN);
  };
  await put(program.dynamodb, 'demo-users', user(unique('aging')));
  await expect.poll(age).toBeLessThan(3);
  await expect.poll(age).toBeGreaterThanOrEqual(4);
  // Also while the list stands still.
  await page.keyboard.press('Space');
  await put(program.dynamodb, 'demo-users', user(unique('aging')));
  await expect.poll(age).toBeLessThan(3);
});

test('those who do not see the list hear how much is new, at most every ten seconds', async ({ page, program }) => {
  await page.clock.install();
  await open(page, '/');
  await live(page);
  await page.evaluate(() => {
    const region = document.querySelector('.live-list > [role="status"]');
    const state = window as unknown as { said: { at: number; text: string }[] };
    state.said = [];
    const note = () => state.said.push({ at: Date.now(), text: region?.textContent ?? '' });
    if (region) new MutationObserver(note).observe(region, { childList: true, characterData: true, subtree: true });
  });
  const said = () => page.evaluate(() => (window as unknown as { said: { at: number; text: string }[] }).said);
  const stem = unique('said');
  const counts = [7, 1, 1_200];
  for (const [round, count] of counts.entries()) {
    await putAll(program.dynamodb, 'demo-users', Array.from({ length: count }, (_, at) => user(`${stem}-${round}-${at}-`)));
    await expect(row(page, `${stem}-${round}-${count - 1}-`)).toHaveCount(1);
    // The first is told at once, and perhaps in two parts; the others when ten seconds of the page's have passed.
    await expect(async () => {
      await page.clock.fastForward(1_000);
      expect(counted(await said())).toBe(counts.slice(0, round + 1).reduce((sum, count) => sum + count, 0));
    }).toPass();
  }
  const told = await said();
  for (const { text } of told) expect(text).toMatch(/^\d[\d,]* new changes?$/);
  told.reduce((before, next) => {
    expect(next.at - before.at).toBeGreaterThan(9_000);
    return next;
  });
});

/** How many changes all announcements together have told of. */
function counted(said: { text: string }[]): number {
  return said.reduce((sum, { text }) => sum + Number.parseInt(text.replace(',', ''), 10), 0);
}
