// Export from the page, and replay to a table: what comes out, and what comes back.

import { readFile } from 'node:fs/promises';

import { violations } from '../support/axe';
import { expect, open, test, unique } from '../support/fixtures';
import { put, remove, user } from '../support/dynamodb';
import type { Program } from '../support/program';

/** An item with three changes, all archived: it is there, then changed, then deleted. */
async function lived(program: Program, request: import('@playwright/test').APIRequestContext): Promise<string> {
  const id = unique('exported');
  await put(program.dynamodb, 'demo-users', user(id));
  await put(program.dynamodb, 'demo-users', user(id, { visits: { N: '2' } }));
  await remove(program.dynamodb, 'demo-users', { user_id: { S: id } });
  await expect
    .poll(async () => {
      const answer = await request.get('/api/v1/changes', { params: { q: `key:"${id}"` } });
      return ((await answer.json()) as { changes: unknown[] }).changes.length;
    })
    .toBe(3);
  return id;
}

test('an item is exported in each form, and the dialog tells when it is done', async ({ page, program, request }) => {
  const id = await lived(program, request);
  await open(page, `/items/demo-users/user_id=${id}`);
  await page.getByRole('button', { name: 'Export…' }).click();
  const dialog = page.getByTestId('export-dialog');
  expect(await violations(page)).toEqual([]);
  const download = async () => {
    const [file] = await Promise.all([page.waitForEvent('download'), dialog.getByTestId('export-download').click()]);
    await expect(dialog.getByTestId('export-done')).toContainText('3 changes');
    return { name: file.suggestedFilename(), bytes: await readFile(await file.path()) };
  };
  const lines = await download();
  expect(lines.name).toMatch(/\.jsonl$/);
  const records = lines.bytes.toString().trim().split('\n').map((line) => JSON.parse(line));
  expect(records.map((record) => record.eventName)).toEqual(['INSERT', 'MODIFY', 'REMOVE']);
  expect(records[1].dynamodb.OldImage.visits).toEqual({ N: '1' });
  expect(records[1].afterimage.version).toBe(2);
  await dialog.getByRole('radio', { name: /CSV/ }).check();
  const table = await download();
  expect(table.bytes.toString().split('\r\n')).toHaveLength(5);
  await dialog.getByRole('radio', { name: /Parquet/ }).check();
  const columns = await download();
  expect(columns.bytes.subarray(0, 4).toString()).toBe('PAR1');
  expect(columns.bytes.subarray(-4).toString()).toBe('PAR1');
});

test('an export by the API begins at once and refuses what is no form', async ({ request }) => {
  const csv = await request.get('/api/v1/export', { params: { q: 'key:nobody', format: 'csv' } });
  expect(csv.headers()['content-disposition']).toContain('afterimage-key-nobody.csv');
  expect((await csv.text()).startsWith('id,table,key,')).toBe(true);
  const refused = await request.get('/api/v1/export', { params: { format: 'xlsx' } });
  expect(refused.status()).toBe(400);
  expect((await refused.json()).detail).toContain('jsonl, csv, parquet');
});

test("an item's changes are replayed and arrive again", async ({ page, program, request }) => {
  const id = await lived(program, request);
  await open(page, `/items/demo-users/user_id=${id}`);
  await page.getByRole('button', { name: 'Replay…' }).click();
  const dialog = page.getByTestId('replay-dialog');
  await expect(dialog.getByRole('option', { name: 'demo-carts' })).toBeAttached();
  expect(await violations(page)).toEqual([]);
  await dialog.getByLabel('Changes a second').fill('50');
  await dialog.getByTestId('replay-start').click();
  await expect(dialog.getByTestId('replay-done')).toContainText('2 written, 1 deleted');
  await expect
    .poll(async () => {
      const answer = await request.get('/api/v1/changes', { params: { q: `key:"${id}"` } });
      return ((await answer.json()) as { changes: unknown[] }).changes.length;
    })
    .toBe(6);
});

test('a replay to a table with another key says what it passed over, and one can be cancelled', async ({ page, program, request }) => {
  const id = await lived(program, request);
  await open(page, `/items/demo-users/user_id=${id}`);
  await page.getByRole('button', { name: 'Replay…' }).click();
  const dialog = page.getByTestId('replay-dialog');
  await dialog.getByLabel('To table').selectOption('demo-carts');
  await dialog.getByTestId('replay-start').click();
  await expect(dialog.getByTestId('replay-done')).toContainText('3 passed over because their items have another key');
  await dialog.getByLabel('To table').selectOption('demo-users');
  await dialog.getByLabel('Changes a second').fill('0.1');
  await dialog.getByTestId('replay-start').click();
  await dialog.getByTestId('replay-cancel').click();
  await expect(dialog).toContainText('Cancelled');
});
