// Streams, turned on and off.

import { put, user } from '../support/dynamodb';
import { expect, open, test, unique } from '../support/fixtures';

test('a stream is turned off after being asked about it, and on again with a view type', async ({ page }) => {
  await open(page, '/tables');
  const table = page.getByRole('region', { name: 'demo-carts', exact: true });
  await table.getByRole('button', { name: 'Turn the stream off…' }).click();
  await expect(table).toContainText('will not be captured');
  await table.getByRole('button', { name: 'Keep it on' }).click();
  await expect(table.getByText('captured', { exact: true })).toBeVisible();

  await table.getByRole('button', { name: 'Turn the stream off…' }).click();
  await table.getByRole('button', { name: 'Turn it off' }).click();
  await expect(table.getByText('stream off', { exact: true })).toBeVisible();

  await table.getByRole('combobox').selectOption('KEYS_ONLY');
  await table.getByRole('button', { name: 'Turn the stream on' }).click();
  await expect(table.getByText('captured', { exact: true })).toBeVisible();
  await expect(table).toContainText('KEYS_ONLY');
});

test('a baseline is taken, and says what it has found', async ({ page, program }) => {
  await put(program.dynamodb, 'demo-users', user(unique('known')));
  await open(page, '/tables');
  const table = page.getByRole('region', { name: 'demo-users', exact: true });
  await table.getByRole('button', { name: 'Take a baseline' }).click();
  // Everything there is came through the stream, so there is nothing to add.
  await expect(table).toContainText(/Baseline of \d+ items?, 0 archived/, { timeout: 30_000 });
});
