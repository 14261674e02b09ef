// Audits of a page as it stands: each by its name, so that what it finds says where; and what one finds hides nothing of
// what the next one would.

import { expect, type Page, test } from '@playwright/test';

import { COLOURS, sideways, violations } from './axe';
import { type Look, show } from './looks';

const WIDE = { width: 1440, height: 900 };
const NARROW = { width: 360, height: 900 };

/** Looks at something of an address; what is wrong with it is told in lines. */
export function audit(address: string, what: string, look: () => Promise<string[]>): Promise<void> {
  const name = `${address}: ${what}`;
  return test.step(name, async () => {
    const found = await look().catch((error: unknown) => [`the audit ended early: ${String(error)}`]);
    expect.soft(found, name).toEqual([]);
  });
}

/** All rules of axe in one look, and those about colours in others. */
export async function auditLooks(page: Page, address: string, looks: [Look, ...Look[]], within = 'html'): Promise<void> {
  for (const [at, look] of looks.entries()) {
    await audit(address, `axe, ${look}`, async () => {
      await show(page, look);
      return violations(page, within, at === 0 ? [] : COLOURS);
    });
  }
}

/** A page as it stands, in both themes: without violations, and not wider than the window. */
export async function auditThemes(page: Page, name: string, within = 'html'): Promise<void> {
  await auditLooks(page, name, ['dark', 'light'], within);
  await audit(name, 'width', async () => {
    const pixels = await sideways(page);
    return pixels > 0 ? [`the page scrolls ${pixels} px sideways`] : [];
  });
}

/** The same, made narrow and made wide: what was brought about on a page stays meanwhile. */
export async function auditState(page: Page, state: string, within = 'html'): Promise<void> {
  for (const size of [NARROW, WIDE]) {
    await page.setViewportSize(size);
    await auditThemes(page, `${state}, ${size.width} px`, within);
  }
}
