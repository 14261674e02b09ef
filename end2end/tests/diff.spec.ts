// Differences are told by signs and words, and not by colour alone.

import { auditState } from '../support/audits';
import { put, user, type Item } from '../support/dynamodb';
import { expect, live, open, row, test, unique } from '../support/fixtures';

const LONG = 'please ring the bell twice and wait at the door until somebody opens; '.repeat(5);

const before: Item = {
  note: { S: LONG },
  amount: { N: '12345678901234567890.5' },
  lines: { L: [{ S: 'a' }, { S: 'b' }] },
  code: { N: '1' },
  'odd name.': { S: 'x' },
};
const after: Item = {
  note: { S: LONG.replace('twice', 'once') },
  amount: { N: '12345678901234567891.25' },
  lines: { L: [{ S: 'new' }, { S: 'a' }, { S: 'b' }] },
  code: { S: '1' },
  tags: { SS: ['early', 'vip', 'loud'] },
};

test('each kind of difference is told, in both themes, wide and narrow', async ({ page, program }) => {
  const id = unique('different');
  await put(program.dynamodb, 'demo-users', user(id, before));
  await put(program.dynamodb, 'demo-users', user(id, after));
  await open(page, '/');
  await live(page);
  await row(page, id).first().getByRole('link').click();

  const diff = page.locator('.diff');
  const told = (path: string) => diff.getByRole('row').filter({ has: page.getByRole('rowheader', { name: path, exact: true }) });
  await expect(told('amount')).toHaveText([/−was.*90\.5/, /\+is.*91\.25.*\+0\.75/]);
  await expect(told('code')).toHaveText([/−was/, /number became string/]);
  await expect(told('lines[0]')).toHaveText([/\+added.*inserted here/]);
  await expect(told('"odd name."')).toHaveText([/−removed.*removed/]);
  await expect(told('tags')).toHaveText([/\{paper\}.*element left the set/, /\{loud, vip\}.*2 elements joined the set/]);
  await expect(told('note').locator('summary del')).toHaveText('twice');
  await expect(told('note').locator('summary ins')).toHaveText('once');
  await auditState(page, 'a difference', '.diff');
});
