// Going through a page by keyboard alone, and what WCAG 2.2 asks of each stop on the way: that it is seen (2.4.7), and
// that nothing lies over it (2.4.11).

import { expect, type Locator, type Page } from '@playwright/test';

/** What the focus is on, and what is wrong with how it is seen. */
export interface Stop {
  name: string;
  problems: string[];
}

export function stop(page: Page): Promise<Stop> {
  return page.evaluate(() => {
    const element = document.activeElement;
    if (!element || element === document.body) return { name: '', problems: ['nothing has the focus'] };
    const labels = [
      element.getAttribute('aria-label'),
      ...[...((element as HTMLInputElement).labels ?? [])].map((label) => label.textContent),
      element.textContent,
      element.getAttribute('title'),
    ];
    const name = (labels.find((label) => label?.trim()) ?? '').trim().replace(/\s+/g, ' ').slice(0, 80);
    const problems: string[] = [];
    const kind = `${element.tagName.toLowerCase()}.${element.getAttribute('class') ?? ''} “${name}”`;
    if (!name) problems.push(`${kind} has no name`);

    // An outline of its own, of what is drawn over all of it, or of the frame that it fills.
    const hasOutline = (of: Element, pseudo?: string) => {
      const style = getComputedStyle(of, pseudo);
      return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1;
    };
    const frame = element.closest('.query-field, .palette-line');
    const isFramed = frame !== null && (hasOutline(frame) || getComputedStyle(frame).boxShadow !== 'none');
    // Going to a page puts the focus onto all of it, which is no stop of its own.
    const isPage = element.matches('main');
    if (!isPage && !hasOutline(element) && !hasOutline(element, '::after') && !isFramed) problems.push(`${kind} does not show the focus`);

    const box = element.getBoundingClientRect();
    const isCovered = (x: number, y: number) => {
      const over = document.elementFromPoint(x, y);
      const own = element.closest('label, .row, .query-field') ?? element;
      return !over || !(own.contains(over) || over.contains(element));
    };
    const middle = (low: number, high: number, limit: number) => (Math.max(low, 0) + Math.min(high, limit)) / 2;
    const x = middle(box.left, Math.min(box.right, box.left + 40), innerWidth);
    const y = middle(box.top, box.bottom, innerHeight);
    if (box.bottom <= 0 || box.top >= innerHeight || box.right <= 0 || box.left >= innerWidth) problems.push(`${kind} is out of sight`);
    else if (!isPage && isCovered(x, y)) problems.push(`${kind} is covered`);
    return { name, problems };
  });
}

/** Presses Tab until what it comes to has that name, and is within that part of the page; every stop on the way is looked at. */
export async function tabTo(page: Page, name: string | RegExp, { limit = 60, within = page.locator('body') } = {}): Promise<void> {
  const passed: string[] = [];
  for (let step = 0; step < limit; step += 1) {
    await page.keyboard.press('Tab');
    const here = await stop(page);
    expect.soft(here.problems, `on the way to ${name}`).toEqual([]);
    const isNamed = typeof name === 'string' ? here.name === name : name.test(here.name);
    if (isNamed && (await hasFocus(within))) return;
    passed.push(here.name);
  }
  throw new Error(`Tab does not come to ${name}, but to: ${passed.join(' · ')}`);
}

/** Whether the focus is on this, or on something in it. */
function hasFocus(part: Locator): Promise<boolean> {
  return part.evaluate((element) => element.contains(document.activeElement));
}

/** Goes once around the page by Tab, and tells what is wrong with its stops; and how many there are. */
export async function around(page: Page, limit = 120): Promise<{ problems: string[]; stops: number }> {
  const problems = new Set<string>();
  for (let stops = 0; stops < limit; stops += 1) {
    await page.keyboard.press('Tab');
    // After the last stop comes the browser itself, and then the first one again.
    const isDone = await page.evaluate(() => {
      const element = document.activeElement;
      if (!element || element === document.body) return true;
      if (element.hasAttribute('data-been')) return true;
      element.setAttribute('data-been', '');
      return false;
    });
    if (isDone) return { problems: [...problems], stops };
    (await stop(page)).problems.forEach((problem) => problems.add(problem));
  }
  return { problems: [...problems, `more than ${limit} stops`], stops: limit };
}
