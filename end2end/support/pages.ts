// Every page, with something on it.

import { expect, request } from '@playwright/test';

import { put, remove, user } from './dynamodb';
import type { Program } from './program';

export interface PageUnderTest {
  name: string;
  path: string;
}

/** Writes one item's life and tells the addresses of all pages. */
export async function pagesWithContent(program: Program, id: string): Promise<PageUnderTest[]> {
  const write = (more = {}) => put(program.dynamodb, 'demo-users', user(id, more));
  await write();
  await write({ visits: { N: '2' }, address: { M: { city: { S: 'Lisboa' }, lines: { L: [{ S: 'Rua 1' }] } } } });
  await remove(program.dynamodb, 'demo-users', { user_id: { S: id } });
  await write({ visits: { N: '3' }, bytes: { B: 'AAEC' } });
  const change = await lastChangeOf(program, id, 4);
  const item = `/items/demo-users/user_id=${id}`;
  return [
    { name: 'live', path: '/' },
    { name: 'live-query', path: '/?q=table%3Ademo-users' },
    { name: 'live-drawer', path: `/?change=${change}` },
    { name: 'live-bad-query', path: '/?q=op%3Asideways' },
    { name: 'items', path: '/items' },
    { name: 'items-of-table', path: '/items/demo-users' },
    { name: 'items-by-key', path: '/items/demo-users?order=key&state=alive' },
    { name: 'items-none', path: '/items/demo-users?q=key%3Anobody' },
    { name: 'item', path: item },
    { name: 'item-compare', path: `${item}?compare=1..2` },
    { name: 'item-compare-side', path: `${item}?compare=2..now&layout=side` },
    { name: 'item-restore', path: `${item}?restore=1` },
    { name: 'item-unknown', path: '/items/demo-users/user_id=nobody' },
    { name: 'change', path: `/changes/${change}` },
    { name: 'change-unknown', path: '/changes/999999999' },
    { name: 'search', path: '/search' },
    { name: 'search-found', path: '/search?q=table%3Ademo-users' },
    { name: 'search-bad-query', path: '/search?q=op%3Asideways' },
    { name: 'tables', path: '/tables' },
    { name: 'write', path: '/write?table=demo-users' },
    { name: 'write-item', path: `/write?table=demo-users&key=user_id=${id}` },
    { name: 'demonstration', path: '/demonstration' },
    { name: 'demonstration-full', path: '/demonstration?step=6&screen=full' },
    { name: 'health', path: '/health' },
    { name: 'settings', path: '/settings' },
    { name: 'not-found', path: '/no-such-page' },
  ];
}

/** The id of an item's newest change, once so many are archived. */
async function lastChangeOf(program: Program, id: string, count: number): Promise<number> {
  const api = await request.newContext({ baseURL: program.url });
  let ids: number[] = [];
  await expect
    .poll(async () => {
      const answer = await api.get('/api/v1/changes', { params: { q: `table:demo-users key:"${id}"`, limit: '100' } });
      ids = ((await answer.json()) as { changes: { id: number }[] }).changes.map((change) => change.id);
      return ids.length;
    })
    .toBe(count);
  await api.dispose();
  return Math.max(...ids);
}
