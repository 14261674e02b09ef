// What axe finds wrong with a part of a page, in lines that say where.

import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';

/** So much of an element is told. */
const MAX_CHARACTERS = 300;

/** The rules that look at colours: in another look of the same page these alone can find something else. */
export const COLOURS = ['color-contrast', 'link-in-text-block'];

/** `only` are the rules that are asked, else all of them. */
export async function violations(page: Page, within = 'html', only: string[] = []): Promise<string[]> {
  // The size of targets is off by default, being new in WCAG 2.2.
  const rules = { 'target-size': { enabled: true } };
  // What passes is not told in detail, which would take a third of the time; and there are no frames, for which the other
  // mode opens a page of its own.
  const builder = new AxeBuilder({ page }).include(within).options({ rules, resultTypes: ['violations'] }).setLegacyMode();
  const { violations } = await (only.length > 0 ? builder.withRules(only) : builder).analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, MAX_CHARACTERS)).join(' | ')}`);
}

/** How far the page can be scrolled sideways, in pixels. */
export function sideways(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}
