// The list of changes while it moves, stands still, and loses its connection.

import { put, user } from '../support/dynamodb';
import { expect, live, open, row, takeAway, test, unique } from '../support/fixtures';
import { Program } from '../support/program';

test('while paused the list stands still and counts what is new', async ({ page, program }) => {
  await open(page, '/');
  await live(page);
  await page.keyboard.press('Space');
  await expect(page.locator('.pause')).toHaveAttribute('data-state', 'Paused');

  const ids = [unique('paused'), unique('paused'), unique('paused')];
  for (const id of ids) await put(program.dynamodb, 'demo-users', user(id));
  const pill = page.getByRole('button', { name: /^Paused · 3 new/ });
  await expect(pill).toBeVisible();
  for (const id of ids) await expect(row(page, id)).toHaveCount(0);

  await pill.click();
  for (const id of ids) await expect(row(page, id)).toHaveCount(1);
  await expect(page.locator('.pause')).toHaveAttribute('data-state', 'Live');
});

test('a query narrows the list, stands in the address, and Back takes it away', async ({ page, program }) => {
  const [kept, hidden] = [unique('kept'), unique('hidden')];
  await open(page, '/');
  await live(page);
  const query = page.getByRole('combobox', { name: 'Query' });
  await page.keyboard.press('/');
  await expect(query).toBeFocused();
  await query.fill(`table:demo-users op:insert ${kept}`);
  await query.press('Enter');
  await expect(page).toHaveURL(/q=table/);
  await live(page);

  await put(program.dynamodb, 'demo-users', user(hidden));
  await put(program.dynamodb, 'demo-users', user(kept));
  await expect(row(page, kept)).toHaveCount(1);
  await expect(row(page, hidden)).toHaveCount(0);

  await page.goBack();
  await expect(row(page, hidden)).toHaveCount(1);
});

test('a query that cannot be read says why, and where once it is gone to', async ({ page }) => {
  await open(page, '/?q=table%3Ademo-users%20op%3Asideways');
  const why = '"sideways" is no op: the ops are insert, modify, remove and baseline.';
  await expect(page.getByRole('main')).toContainText(why);
  const caret = page.locator('.query-caret');
  await expect(caret).toHaveCount(0);
  await page.keyboard.press('/');
  await expect(page.locator('#query-problem')).toContainText(why);
  // The caret stands below the first letter of what is wrong.
  const letter = await page.locator('#query-input').evaluate((input: HTMLInputElement) => {
    const style = getComputedStyle(input);
    const pencil = document.createElement('canvas').getContext('2d');
    if (!pencil) throw new Error('nothing can be measured');
    pencil.font = style.font;
    const width = (text: string) => pencil.measureText(text).width;
    const before = input.value.slice(0, input.value.indexOf('sideways'));
    const left = input.getBoundingClientRect().left + parseFloat(style.borderLeftWidth) + parseFloat(style.paddingLeft);
    return { left: left + width(before), width: width('s') };
  });
  const { x } = (await caret.boundingBox()) ?? { x: NaN };
  expect(Math.abs(x - letter.left)).toBeLessThan(letter.width / 2);
});

test.describe('when the server goes away', () => {
  // The browser reports every refused connection by itself.
  const expected = /WebSocket connection to|ERR_CONNECTION_REFUSED|Failed to load resource/;

  test('the page comes back by itself and misses nothing', async ({ own, page, complaints }) => {
    const program = own(await Program.start('--demo-rate', '0'));
    await open(page, program.url);
    await live(page);
    const before = unique('before');
    await put(program.dynamodb, 'demo-users', user(before));
    await expect(row(page, before)).toHaveCount(1);

    await program.stop('SIGKILL');
    await expect(page.locator('.pause')).toHaveAttribute('data-state', 'Offline');
    await program.run();
    const meanwhile = Array.from({ length: 20 }, () => unique('meanwhile'));
    for (const id of meanwhile) await put(program.dynamodb, 'demo-users', user(id));

    await live(page);
    for (const id of [before, ...meanwhile]) await expect(row(page, id)).toHaveCount(1);
    takeAway(complaints, expected);
  });
});
