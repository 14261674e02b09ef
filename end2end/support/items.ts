// An item's life through the HTTP API, for tests that wait for what they wrote.

import { type APIRequestContext, expect, request } from '@playwright/test';

import type { Program } from './program';

/** Waits until so many versions of a user are archived. */
export function versionsOf(program: Program, id: string, count: number): Promise<void> {
  return versionsAt(program, `demo-users/user_id=${id}`, count);
}

/** Waits until so many versions of an item (`table/key`) are archived. */
export async function versionsAt(program: Program, item: string, count: number): Promise<void> {
  const api = await request.newContext({ baseURL: program.url });
  await expect.poll(() => versions(api, item), { timeout: 30_000 }).toBe(count);
  await api.dispose();
}

async function versions(api: APIRequestContext, item: string): Promise<number> {
  const answer = await api.get(`/api/v1/items/${item}/changes`, { params: { limit: '1' } });
  return answer.ok() ? ((await answer.json()) as { item: { versions: number } }).item.versions : 0;
}

/** The address of a user's page. */
export function userPage(id: string, search = ''): string {
  return `/items/demo-users/user_id=${id}${search}`;
}
