// What others have named is text: in the title that the server writes, and in the one that the browser sets.

import { put, user } from '../support/dynamodb';
import { alive, expect, open, reload, test, unique } from '../support/fixtures';
import { userPage, versionsOf } from '../support/items';

test('a title with markup in it reads as it was written, in the first HTML, after it and after going there', async ({ page, program, request }) => {
  const id = unique('<b>x & "y"');
  await put(program.dynamodb, 'demo-users', user(id));
  await versionsOf(program, encodeURIComponent(id), 1);
  const address = userPage(encodeURIComponent(id));
  const first = await (await request.get(program.url + address)).text();
  const title = first.split('<title>')[1]?.split('</title>')[0];
  expect(title).toContain('&lt;b&gt;x &amp; &quot;y&quot;');

  await open(page, address);
  const name = await page.title();
  expect(name).toContain(id);
  expect(name).toContain(' · Afterimage');
  await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: /^Items/ }).click();
  await expect(page).toHaveTitle('Items · Afterimage');
  await page.goBack();
  await expect(page).toHaveTitle(name);
  await reload(page);
  await alive(page);
  await expect(page).toHaveTitle(name);
});
