// The tables of somebody else's data model, uploaded and lived in: keys with signs, blanks and letters of other languages.

import path from 'node:path';

import { violations } from '../support/axe';
import { alive, expect, open, reload, takeAway, test } from '../support/fixtures';
import { call, put } from '../support/dynamodb';

const SHOP = path.resolve(__dirname, '../../server/tests/data/an-online-shop.json');

/** A table whose key has everything that a name may have. */
const ODD = {
  ModelName: 'Odd',
  DataModel: [
    {
      TableName: 'odd.table-names',
      KeyAttributes: {
        PartitionKey: { AttributeName: 'Straße #1', AttributeType: 'S' },
        SortKey: { AttributeName: 'größe.m', AttributeType: 'N' },
      },
      TableData: [{ 'Straße #1': { S: 'Ü/b=c;d:e %41~"q" *' }, 'größe.m': { N: '1.50' }, 'a.b c#d': { S: 'über' } }],
    },
  ],
};

test("the online shop's model is created, browsed, changed, found and restored to its timeline", async ({ page, program }) => {
  await open(page, '/tables');
  const upload = page.getByTestId('model-upload');
  await upload.locator('summary').click();
  await upload.getByLabel('Model file').setInputFiles(SHOP);
  await expect(upload.getByTestId('model-outcome')).toContainText(
    'Table OnlineShop was created with 19 sample items and 2 indexes.',
  );
  expect(await violations(page)).toEqual([]);
  // Once more: it is left alone.
  await upload.getByLabel('Model file').setInputFiles(SHOP);
  await expect(upload.getByTestId('model-outcome')).toContainText('left as it is');

  await expect(async () => {
    await page.goto('/items/OnlineShop?order=key');
    await alive(page);
    await expect(page.getByTestId('items-row')).toHaveCount(19, { timeout: 1_000 });
  }).toPass();
  await page.getByRole('link', { name: 'c#12345 / c#12345' }).click();
  await expect(page.getByTestId('item-state')).toContainText('alive');
  await expect(page.getByTestId('item-entry')).toHaveCount(1);

  await put(program.dynamodb, 'OnlineShop', {
    PK: { S: 'c#12345' },
    SK: { S: 'c#12345' },
    Name: { S: 'Samaneh U.' },
    'GSI1-PK': { S: 'x' },
  });
  await page.getByTestId('item-newer').click();
  await expect(page.getByTestId('item-entry')).toHaveCount(2);
  await open(page, '/items/OnlineShop?q=key%3A%22c%2312345%22+attr%3A%22GSI1-PK%22%3Ax');
  await expect(page.getByTestId('items-row')).toHaveCount(1);
  await open(page, '/?q=table%3AOnlineShop+changed%3AName');
  await expect(page.getByRole('row').filter({ hasText: 'c#12345' })).toHaveCount(1);
});

test('names with blanks, dots, signs and other letters work everywhere', async ({ page, program, request }) => {
  const answer = await request.post('/api/v1/models', { data: ODD, headers: { origin: program.url } });
  expect(answer.ok(), await answer.text()).toBe(true);
  const value = ODD.DataModel[0]!.TableData[0]!['Straße #1'].S;
  await expect(async () => {
    await page.goto('/items/odd.table-names');
    await alive(page);
    await expect(page.getByTestId('items-row')).toHaveCount(1, { timeout: 1_000 });
  }).toPass();
  await page.getByTestId('items-row').getByRole('link').click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText(value);
  await expect(page.getByTestId('item-entry')).toHaveCount(1);
  // The address is enough.
  await reload(page);
  await expect(page.getByTestId('item-entry')).toHaveCount(1);
  await page.getByRole('link', { name: 'Write', exact: true }).last().click();
  const editor = page.getByTestId('write-editor');
  await expect(editor).toHaveValue(/über/);
  await editor.fill((await editor.inputValue()).replace('über', 'unter'));
  await page.getByTestId('write-submit').click();
  await expect(page.getByTestId('write-result').getByRole('link', { name: /See change \d+/ })).toBeVisible();
  await page.getByTestId('write-result').getByRole('link', { name: /Timeline of/ }).click();
  await expect(page.getByTestId('item-entry')).toHaveCount(2);
  const query = `table:odd.table-names key:"${value.replaceAll('"', '\\"')}" changed:"a.b c#d"`;
  await open(page, `/?q=${encodeURIComponent(query)}`);
  await expect(page.getByRole('row').filter({ hasText: 'unter' })).toHaveCount(1);
  const exported = await request.get('/api/v1/export', { params: { q: query } });
  expect(JSON.parse((await exported.text()).trim()).dynamodb.Keys['Straße #1']).toEqual({ S: value });
  await call(program.dynamodb, 'DescribeTable', { TableName: 'odd.table-names' });
});

test('a file that is no model is refused with the place and what to do', async ({ page, complaints }) => {
  await open(page, '/tables');
  const upload = page.getByTestId('model-upload');
  await upload.locator('summary').click();
  await upload.getByLabel('Model file').setInputFiles({
    name: 'model.json',
    mimeType: 'application/json',
    buffer: Buffer.from('{"DataModel": [{"TableName": "shop"}]}'),
  });
  await expect(upload.getByTestId('model-problem')).toContainText('DataModel[0].KeyAttributes: it is missing');
  await expect(upload.getByTestId('model-problem')).toContainText('Export data model');
  takeAway(complaints, /status of (400|500)/);
});
