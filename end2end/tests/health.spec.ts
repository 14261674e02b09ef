// Health: what does not work is told first, with the reason and since when.

import { expect, open, test } from '../support/fixtures';
import { ShardTree } from '../support/shard_tree';

test('while all works the page says so', async ({ page }) => {
  await open(page, '/health');
  const verdict = page.getByRole('region', { name: 'Verdict' });
  await expect(verdict).toContainText('Changes are captured, archived and shown.');
  await expect(page.getByRole('group', { name: 'Streams' })).toContainText('demo-orders');
});

test('programs are shown the way to the document of the whole HTTP API', async ({ page }) => {
  await open(page, '/health');
  const href = await page.getByRole('link', { name: '/api/v1/openapi.json' }).getAttribute('href');
  const answer = await page.request.get(new URL(href ?? '', page.url()).href);
  expect((await answer.json()).openapi).toBe('3.1.0');
});

test('a stream of which a shard cannot be read is named first, with the reason and since when', async ({ own, page }) => {
  const tree = own(await ShardTree.grow({ shards: 5, generations: 3, failing: 1 }));
  const program = own(await tree.program());
  await open(page, `${program.url}/health`);
  const verdict = page.getByRole('region', { name: 'Verdict' });
  await expect(verdict).toContainText('not ready', { timeout: 30_000 });
  await expect(verdict).toContainText('stream of grown-orders');
  await expect(verdict).toContainText('1 of 5 shards cannot be read: throttled');
  await expect(verdict).toContainText(/since \d{4}-\d\d-\d\d \d\d:\d\d:\d\d, for \d+/);
  const below = await page.getByRole('heading', { name: 'Streams' }).boundingBox();
  const above = await verdict.boundingBox();
  if (!above || !below) throw new Error('the verdict or the streams are not drawn');
  expect(above.y).toBeLessThan(below.y);

  await tree.tell('mend');
  await expect(verdict).toContainText('Changes are captured', { timeout: 60_000 });
});
