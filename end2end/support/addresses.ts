// Every address, on the archive of support/archive.ts: what each shows is known to the digit.

import { CJK, LONG_KEY, LONG_TABLE } from './archive';

export interface Address {
  name: string;
  path: string;
  /** What stands side by side in a wide window is two pages in a narrow one; this is the other one. */
  beside?: string;
  /** What the server answers it with, if that is no success: the browser reports it as an error. */
  status?: number;
}

const ORDER = '/items/demo-orders/order_id=O-1001';
const LONG = `/items/${LONG_TABLE}`;
const LONG_ITEM = `${LONG}/pk=${encodeURIComponent(LONG_KEY)}`;

/** Every page: each has its picture, and is used zoomed and by keyboard. */
export const PAGES: Address[] = [
  { name: 'live', path: '/' },
  { name: 'live-drawer', path: '/?change=8', beside: '/' },
  { name: 'items', path: '/items' },
  { name: 'items-of-table', path: '/items/demo-orders' },
  { name: 'item', path: ORDER, beside: `${ORDER}?v=8` },
  { name: 'item-compare', path: `${ORDER}?compare=3..5`, beside: ORDER },
  { name: 'change', path: '/changes/14' },
  { name: 'search', path: '/search' },
  { name: 'search-found', path: '/search?q=table%3Ademo-orders' },
  { name: 'tables', path: '/tables' },
  { name: 'write', path: '/write?table=demo-users' },
  { name: 'demonstration', path: '/demonstration' },
  { name: 'health', path: '/health' },
  { name: 'settings', path: '/settings' },
  { name: 'not-found', path: '/no-such-page', status: 404 },
];

/** What is no page of its own, but another layout. */
export const LAYOUTS: Address[] = [
  { name: 'live-query', path: '/?q=table%3Ademo-users' },
  { name: 'live-drawer-long', path: '/?change=14' },
  { name: 'live-none', path: '/?q=key%3Anobody' },
  { name: 'live-bad-query', path: '/?q=op%3Asideways' },
  { name: 'items-of-long-table', path: LONG },
  { name: 'items-by-key', path: '/items/demo-users?order=key&state=alive' },
  { name: 'items-most-changed', path: '/items/demo-users?q=key%3Avisitor*&order=most_changed&state=alive' },
  { name: 'items-none', path: '/items/demo-orders?q=key%3Anobody' },
  { name: 'items-as-of', path: '/items/demo-orders?at=2099-01-01' },
  { name: 'item-long', path: LONG_ITEM },
  { name: 'item-cjk', path: `${LONG}/pk=${encodeURIComponent(CJK)}` },
  { name: 'item-deleted', path: '/items/demo-orders/order_id=O-1002' },
  { name: 'item-version', path: `${ORDER}?v=6` },
  { name: 'item-as-of', path: `${ORDER}?at=v6` },
  { name: 'item-before-it', path: `${ORDER}?at=2020-01-01` },
  { name: 'item-attribute', path: `${ORDER}?attribute=total` },
  { name: 'item-attribute-of-words', path: `${ORDER}?attribute=status` },
  { name: 'item-attributes', path: `${ORDER}?attribute=*` },
  { name: 'item-long-compare', path: `${LONG_ITEM}?compare=1..2&layout=side` },
  { name: 'item-unknown', path: '/items/demo-users/user_id=nobody', status: 404 },
  { name: 'change-unknown', path: '/changes/999999999', status: 404 },
  { name: 'search-none', path: '/search?q=key%3Anobody' },
  { name: 'search-bad-query', path: '/search?q=op%3Asideways' },
  { name: 'demonstration-full', path: '/demonstration?step=6&screen=full' },
];
