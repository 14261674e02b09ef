import { put, remove, user } from '../support/dynamodb';
import { expect, open, test, unique } from '../support/fixtures';
import { userPage, versionsOf } from '../support/items';
test('look', async ({ page, program, complaints }) => {
  test.setTimeout(200_000);
  const id = 'ada';
  const LONG = 'please ring the bell twice and wait at the door until somebody opens; '.repeat(3);
  await put(program.dynamodb, 'demo-users', user(id, { note: { S: LONG }, amount: { N: '12345678901234567890.5' }, lines: { L: [{ S: 'a' }, { S: 'b' }] }, code: { N: '1' }, address: { M: { city: { S: 'Recife' }, zip: { S: '1' } } } }));
  await put(program.dynamodb, 'demo-users', user(id, { note: { S: LONG.replace('twice', 'once') }, amount: { N: '12345678901234567891.25' }, lines: { L: [{ S: 'new' }, { S: 'a' }, { S: 'b' }] }, code: { S: '1' }, tags: { SS: ['early', 'vip', 'loud'] }, address: { M: { city: { S: 'Olinda' }, zip: { S: '1' } } }, big: { S: 'x'.repeat(5000) } }));
  await put(program.dynamodb, 'demo-users', user(id, { visits: { N: '3' } }));
  await versionsOf(program, id, 3);
  await open(page, userPage(id, '?restore=2'));
  await page.getByTestId('restore-submit').click();
  await expect(page.getByTestId('restore-outcome')).toBeVisible();
  for (const theme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: theme });
    for (const [width, height] of [[1440, 860], [360, 740]] as const) {
      await page.setViewportSize({ width, height });
      for (const [name, search] of [['compare', '?compare=1..2'], ['side', '?compare=1..2&layout=side'], ['restore', '?restore=1'], ['item', ''], ['restored', '?v=4'], ['itemside', '?layout=side&v=2']] as const) {
        await open(page, userPage(id, search));
        await page.waitForTimeout(150);
        await page.screenshot({ path: `/tmp/cmp/shots/${name}-${theme}-${width}.png` });
      }
      await page.locator('#item-copy button').first().click();
      await page.screenshot({ path: `/tmp/cmp/shots/menu-${theme}-${width}.png` });
      await open(page, userPage(id, '?restore=1'));
      await put(program.dynamodb, 'demo-users', user(id, { visits: { N: `${width}${theme.length}` } }));
      await page.getByTestId('restore-submit').click();
      await expect(page.getByTestId('restore-refusal')).toBeVisible();
      await page.screenshot({ path: `/tmp/cmp/shots/moved-${theme}-${width}.png` });
      await page.getByTestId('restore-submit').click();
      await expect(page.getByTestId('restore-outcome')).toBeVisible();
      await page.screenshot({ path: `/tmp/cmp/shots/done-${theme}-${width}.png` });
    }
  }
  complaints.length = 0;
});
