// Pages of a program that is written to, with something on them.

import { request } from '@playwright/test';

import { put, remove, user } from './dynamodb';
import { versionsOf } from './items';
import type { Program } from './program';

export interface PageUnderTest {
  name: string;
  path: string;
}

/** Writes the life of a user: four versions, of which one has removed the item. */
export async function writeLife(program: Program, id: string): Promise<void> {
  const write = (more = {}) => put(program.dynamodb, 'demo-users', user(id, more));
  await write({ amount: { N: '12345678901234567890123456789012345678' }, code: { N: '1' } });
  await write({ visits: { N: '2' }, code: { S: '1' }, address: { M: { city: { S: 'Lisboa' }, lines: { L: [{ S: 'Rua 1' }] } } } });
  await remove(program.dynamodb, 'demo-users', { user_id: { S: id } });
  await write({ visits: { N: '3' }, bytes: { B: 'AAEC' } });
  await versionsOf(program, id, 4);
}

/** Pages of such a user for which DynamoDB is asked how the item is now. */
export function pagesOfItemNow(id: string): PageUnderTest[] {
  const item = `/items/demo-users/user_id=${id}`;
  return [
    { name: 'item-compare', path: `${item}?compare=1..2` },
    { name: 'item-compare-side', path: `${item}?compare=2..now&layout=side` },
    { name: 'item-compare-now', path: `${item}?compare=2..now` },
    { name: 'item-restore', path: `${item}?restore=1` },
    { name: 'write-item', path: `/write?table=demo-users&key=user_id=${id}` },
  ];
}

/** Writes such a life and tells the addresses of all pages. */
export async function pagesWithContent(program: Program, id: string): Promise<PageUnderTest[]> {
  await writeLife(program, id);
  const change = await lastChangeOf(program, id);
  return [
    { name: 'live', path: '/' },
    { name: 'live-query', path: '/?q=table%3Ademo-users' },
    { name: 'live-drawer', path: `/?change=${change}` },
    { name: 'live-bad-query', path: '/?q=op%3Asideways' },
    { name: 'items', path: '/items' },
    { name: 'items-of-table', path: '/items/demo-users' },
    { name: 'items-by-key', path: '/items/demo-users?order=key&state=alive' },
    { name: 'items-none', path: '/items/demo-users?q=key%3Anobody' },
    { name: 'item', path: `/items/demo-users/user_id=${id}` },
    ...pagesOfItemNow(id),
    { name: 'item-unknown', path: '/items/demo-users/user_id=nobody' },
    { name: 'change', path: `/changes/${change}` },
    { name: 'change-unknown', path: '/changes/999999999' },
    { name: 'search', path: '/search' },
    { name: 'search-found', path: '/search?q=table%3Ademo-users' },
    { name: 'search-bad-query', path: '/search?q=op%3Asideways' },
    { name: 'tables', path: '/tables' },
    { name: 'write', path: '/write?table=demo-users' },
    { name: 'demonstration', path: '/demonstration' },
    { name: 'demonstration-full', path: '/demonstration?step=6&screen=full' },
    { name: 'health', path: '/health' },
    { name: 'settings', path: '/settings' },
    { name: 'not-found', path: '/no-such-page' },
  ];
}

/** The id of a user's newest change. */
async function lastChangeOf(program: Program, id: string): Promise<number> {
  const api = await request.newContext({ baseURL: program.url });
  const answer = await api.get('/api/v1/changes', { params: { q: `table:demo-users key:"${id}"`, limit: '100' } });
  const { changes } = (await answer.json()) as { changes: { id: number }[] };
  await api.dispose();
  return Math.max(...changes.map((change) => change.id));
}
