// Whoever reads is left alone: the place in the list and in the drawer holds, whatever comes.

import { put, user } from '../support/dynamodb';
import { expect, live, open, row, test, unique } from '../support/fixtures';
import { pill, scrollTo, seen, watchRow } from '../support/live_list';
import { keepWriting, putAll } from '../support/writer';

const RATE = 200;
const WRITES = 700;

test('at 200 changes a second a row that is read stays where it is, to the pixel, with the drawer open', async ({
  page,
  program,
}) => {
  const lines = Object.fromEntries(Array.from({ length: 80 }, (_, at) => [`line${at}`, { S: `value ${at}` }]));
  const names = Array.from({ length: 120 }, () => unique('read'));
  await putAll(program.dynamodb, 'demo-users', names.map((id) => user(id, lines)));
  await open(page, '/');
  await live(page);
  await expect(row(page, names[119] ?? '')).toHaveCount(1);

  await scrollTo(page, 605);
  await expect(page.locator('.pause')).toHaveAttribute('data-state', 'Paused');
  const change = (await seen(page))[4] ?? NaN;
  await page.locator(`.row a[href="/changes/${change}"]`).click();
  const drawer = page.getByRole('complementary', { name: 'The change' });
  await drawer.getByRole('tab', { name: 'After' }).click();
  await expect(drawer.getByText('line79')).toBeVisible();
  await drawer.evaluate((drawer) => drawer.scrollTo(0, 333));
  const kept = () => drawer.evaluate((drawer) => drawer.scrollTop);
  expect(await kept()).toBeGreaterThan(200);
  const before = { drawer: await kept(), rows: await seen(page), url: page.url() };

  const places = await watchRow(page, change);
  const stop = keepWriting(program.dynamodb, 'demo-users', RATE, (at) => user(`storm-${process.pid}-${at}`));
  await expect
    .poll(async () => Number(/([\d,]+) new/.exec(await pill(page).innerText())?.[1]?.replace(',', '') ?? 0), {
      timeout: 60_000,
    })
    .toBeGreaterThan(WRITES);
  const written = await stop();
  await expect(pill(page)).toHaveText(new RegExp(`^Paused · ${written.toLocaleString('en-US')} new`));
  expect(await places(), 'every place where the row was').toHaveLength(1);
  expect({ drawer: await kept(), rows: await seen(page), url: page.url() }).toEqual(before);
  await expect(drawer.getByRole('tab', { name: 'After' })).toHaveAttribute('aria-selected', 'true');

  // And when the list goes on, the drawer still shows what was opened.
  await pill(page).click();
  await live(page);
  await expect(row(page, `storm-${process.pid}-${written - 1}`)).toHaveCount(1);
  expect({ drawer: await kept(), url: page.url() }).toEqual({ drawer: before.drawer, url: before.url });
});

test('closing the drawer gives the focus back to the row, and moves nothing', async ({ page, program }) => {
  const names = Array.from({ length: 60 }, () => unique('focus'));
  await putAll(program.dynamodb, 'demo-users', names.map((id) => user(id)));
  await open(page, '/');
  await live(page);
  await expect(row(page, names[59] ?? '')).toHaveCount(1);
  await scrollTo(page, 300);
  const change = (await seen(page))[2] ?? NaN;
  const link = page.locator(`.row a[href="/changes/${change}"]`);
  await link.click();
  await page.getByRole('button', { name: 'Close' }).click();
  await expect(page.getByRole('complementary', { name: 'The change' })).toHaveCount(0);
  await expect(link).toBeFocused();
  expect(await page.locator('.scroller').evaluate((scroller) => scroller.scrollTop)).toBe(300);
});

test('scrolling back to the top lets the list go on', async ({ page, program }) => {
  const names = Array.from({ length: 60 }, () => unique('back'));
  await putAll(program.dynamodb, 'demo-users', names.map((id) => user(id)));
  await open(page, '/');
  await live(page);
  await expect(row(page, names[59] ?? '')).toHaveCount(1);
  await page.locator('.scroller').hover();
  await page.mouse.wheel(0, 400);
  await expect(pill(page)).toBeVisible();
  const late = unique('late');
  await put(program.dynamodb, 'demo-users', user(late));
  await expect(pill(page)).toHaveText(/^Paused · 1 new/);
  await page.mouse.wheel(0, -1_000);
  await live(page);
  await expect(row(page, late)).toHaveCount(1);
});

test.describe('what is new is marked for a moment', () => {
  for (const motion of ['no-preference', 'reduce'] as const) {
    test(`with reduced motion: ${motion}`, async ({ page, program }) => {
      await page.emulateMedia({ reducedMotion: motion });
      const old = unique('old');
      await put(program.dynamodb, 'demo-users', user(old));
      await open(page, '/');
      await live(page);
      await expect(row(page, old)).toHaveCount(1);
      const fresh = unique('fresh');
      await put(program.dynamodb, 'demo-users', user(fresh));
      const marked = row(page, fresh);
      const mark = await marked.evaluate((row) => {
        const { animationName, animationTimingFunction } = getComputedStyle(row);
        return { name: animationName, timing: animationTimingFunction };
      });
      expect(mark.name).toMatch(/^fresh-/);
      // Without motion it is there and then gone; nothing fades.
      expect(mark.timing).toBe(motion === 'reduce' ? 'steps(1)' : 'ease-out');
      await expect
        .poll(() => marked.evaluate((row) => row.getAnimations().length), 'it ends by itself')
        .toBe(0);
    });
  }
});
