// An item's life through the HTTP API, for tests that wait for what they wrote.

import { type APIRequestContext, expect, request } from '@playwright/test';

import type { Program } from './program';

/** Waits until so many versions of a user are archived. */
export async function versionsOf(program: Program, id: string, count: number): Promise<void> {
  const api = await request.newContext({ baseURL: program.url });
  await expect.poll(() => versions(api, id)).toBe(count);
  await api.dispose();
}

async function versions(api: APIRequestContext, id: string): Promise<number> {
  const answer = await api.get(`/api/v1/items/demo-users/user_id=${id}/changes`, { params: { limit: '1' } });
  return answer.ok() ? ((await answer.json()) as { item: { versions: number } }).item.versions : 0;
}

/** The address of a user's page. */
export function userPage(id: string, search = ''): string {
  return `/items/demo-users/user_id=${id}${search}`;
}
