// Much at once: bursts, and items as large as DynamoDB allows. The page answers all the same.

import { put, user } from '../support/dynamodb';
import { effort } from '../support/effort';
import { expect, live, open, row, test, unique } from '../support/fixtures';
import { archived, elements, listed, longTasks, MAX_ELEMENTS, pill, seen } from '../support/live_list';
import { ShardTree } from '../support/shard_tree';

const OPEN_SHARDS = 8;
const BURST = 5_000;

/** The page may work so long for an answer: without limits on what is drawn at once it was over ten seconds. */
const ANSWER_LIMIT_MS = 5_000;

test('a burst of 5,000 changes: every one is listed and archived, and keys are answered meanwhile', async ({ own, page }) => {
  test.setTimeout(150_000);
  const tree = own(await ShardTree.grow({ shards: OPEN_SHARDS, generations: 1 }));
  const program = own(await tree.program());
  const before = OPEN_SHARDS * 3;
  await archived(program, before);
  await open(page, program.url);
  await live(page);
  await expect.poll(() => listed(page)).toBe(before);
  const tasks = await longTasks(page);

  // Live: several bursts in a row, and Space pressed in the middle of them.
  let total = before;
  const answers: number[] = [];
  for (let burst = 0; burst < 3; burst += 1) {
    await tree.tell(`write ${BURST / OPEN_SHARDS}`);
    total += BURST;
    await expect.poll(() => listed(page), { timeout: 60_000 }).toBeGreaterThan(total - BURST);
    const worked = await effort(page);
    await page.keyboard.press('Space');
    await expect(page.locator('.pause')).toHaveAttribute('data-state', 'Paused');
    await page.keyboard.press('Space');
    await expect(page.locator('.pause')).toHaveAttribute('data-state', 'Live');
    answers.push(await worked());
    await expect.poll(() => listed(page), { timeout: 60_000 }).toBe(total);
  }
  await archived(program, total);
  expect(await seen(page)).toEqual(Array.from({ length: (await seen(page)).length }, (_, at) => total - at));
  expect(await elements(page)).toBeLessThan(MAX_ELEMENTS);

  // Standing still: counted to the last one.
  await page.keyboard.press('Space');
  await tree.tell(`write ${BURST / OPEN_SHARDS}`);
  await expect(pill(page)).toHaveText(/^Paused · 5,000 new/, { timeout: 60_000 });

  const lengths = await tasks();
  const description = `worked ${answers.join(', ')} ms for answers; ${lengths.length} long tasks, longest ${Math.max(0, ...lengths)} ms`;
  test.info().annotations.push({ type: 'burst', description });
  console.log(`    ${description}`);
  expect(Math.max(...answers)).toBeLessThan(ANSWER_LIMIT_MS);
});

test.describe('an item of 400 KB', () => {
  const text = 'The quick brown fox. '.repeat(19_000).slice(0, 390_000);
  const many = Object.fromEntries(Array.from({ length: 6_000 }, (_, at) => [`attribute${at}`, { S: `value number ${at} of many` }]));
  const kinds = {
    'in one value': [{ text: { S: text } }, { text: { S: `${text.slice(1)}!` } }],
    'in thousands of attributes': [many, Object.fromEntries(Object.keys(many).map((name) => [name, { S: 'changed' }]))],
    'in one long list': [
      { list: { L: Array.from({ length: 20_000 }, (_, at) => ({ N: String(at) })) } },
      { list: { L: Array.from({ length: 20_000 }, (_, at) => ({ N: String(at + 1) })) } },
    ],
  };
  for (const [kind, [first, second]] of Object.entries(kinds)) {
    test(`${kind} stalls neither the list nor the drawer`, async ({ page, program }) => {
      const id = unique('large');
      await open(page, '/');
      await live(page);
      const tasks = await longTasks(page);
      await put(program.dynamodb, 'demo-users', user(id, first));
      await expect(row(page, id)).toHaveCount(1);
      await put(program.dynamodb, 'demo-users', user(id, second));
      await expect(row(page, id)).toHaveCount(2);

      const opened = await effort(page);
      await row(page, id).first().getByRole('link').click();
      const drawer = page.getByRole('complementary', { name: 'The change' });
      await expect(drawer.getByRole('tab', { name: 'After' })).toBeVisible();
      const times = [await opened()];
      for (const tab of ['Before', 'After', 'JSON']) {
        const worked = await effort(page);
        await drawer.getByRole('tab', { name: tab }).click();
        await expect(drawer.getByRole('tab', { name: tab })).toHaveAttribute('aria-selected', 'true');
        await expect(drawer.getByRole('tabpanel')).toContainText(id);
        times.push(await worked());
        expect(await elements(page), tab).toBeLessThan(MAX_ELEMENTS);
      }
      // The list goes on beside it.
      const after = unique('after');
      await put(program.dynamodb, 'demo-users', user(after));
      await expect(row(page, after)).toHaveCount(1);

      const lengths = await tasks();
      const description = `worked for opening and three tabs ${times.join(', ')} ms; longest task ${Math.max(0, ...lengths)} ms`;
      test.info().annotations.push({ type: 'large', description });
      console.log(`    ${description}`);
      expect(Math.max(...times)).toBeLessThan(ANSWER_LIMIT_MS);
    });
  }
});
