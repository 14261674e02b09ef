// Every page, on the archive of support/archive.ts: what each shows is known to the digit.

import { CJK, LONG_KEY, LONG_TABLE } from './archive';
import type { PageUnderTest } from './pages';

const ORDER = '/items/demo-orders/order_id=O-1001';
const LONG = `/items/${LONG_TABLE}`;
export const LONG_ITEM = `${LONG}/pk=${encodeURIComponent(LONG_KEY)}`;

export const ARCHIVE_PAGES: PageUnderTest[] = [
  { name: 'live', path: '/' },
  { name: 'live-drawer', path: '/?change=8' },
  { name: 'items', path: '/items' },
  { name: 'items-of-table', path: '/items/demo-orders' },
  { name: 'item', path: ORDER },
  { name: 'item-compare', path: `${ORDER}?compare=3..5` },
  { name: 'change', path: '/changes/14' },
  { name: 'search', path: '/search' },
  { name: 'search-found', path: '/search?q=table%3Ademo-orders' },
  { name: 'tables', path: '/tables' },
  { name: 'write', path: '/write?table=demo-users' },
  { name: 'demonstration', path: '/demonstration' },
  { name: 'health', path: '/health' },
  { name: 'settings', path: '/settings' },
  { name: 'not-found', path: '/no-such-page' },
];

/** What is no page of its own, but another layout. */
export const ARCHIVE_LAYOUTS: PageUnderTest[] = [
  { name: 'live-drawer-long', path: '/?change=14' },
  { name: 'live-none', path: '/?q=key%3Anobody' },
  { name: 'live-bad-query', path: '/?q=op%3Asideways' },
  { name: 'items-of-long-table', path: LONG },
  { name: 'items-none', path: '/items/demo-orders?q=key%3Anobody' },
  { name: 'item-long', path: LONG_ITEM },
  { name: 'item-cjk', path: `${LONG}/pk=${encodeURIComponent(CJK)}` },
  { name: 'item-version', path: `${ORDER}?v=6` },
  { name: 'item-as-of', path: `${ORDER}?at=v6` },
  { name: 'item-attribute', path: `${ORDER}?attribute=total` },
  { name: 'item-long-compare', path: `${LONG_ITEM}?compare=1..2&layout=side` },
  { name: 'item-unknown', path: '/items/demo-users/user_id=nobody' },
  { name: 'change-unknown', path: '/changes/999999999' },
  { name: 'search-none', path: '/search?q=key%3Anobody' },
  { name: 'search-bad-query', path: '/search?q=op%3Asideways' },
  { name: 'demonstration-full', path: '/demonstration?step=6&screen=full' },
];
