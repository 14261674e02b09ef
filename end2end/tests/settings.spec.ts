// Settings are kept by the browser, in force on all of its tabs, and there before anything is painted.

import type { BrowserContext, Page } from '@playwright/test';

import { auditLooks } from '../support/audits';
import { put, user } from '../support/dynamodb';
import { expect, open, reload, test, unique } from '../support/fixtures';
import { userPage, versionsOf } from '../support/items';
import { show } from '../support/looks';
import { putAll } from '../support/writer';

const choose = (page: Page, group: string, label: string) =>
  page.getByRole('group', { name: group }).getByRole('radio', { name: new RegExp(`^${label}`) }).check();

/** Notes how `<html>` stands when the first frame is drawn, and at each later change of it. */
async function noteFirstFrame(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    const noted: string[] = [];
    Object.assign(window, { noted });
    const note = () => {
      const root = document.documentElement;
      const { theme, density } = root.dataset;
      const alive = 'alive' in root.dataset ? ' alive' : '';
      const ground = document.body ? getComputedStyle(root).backgroundColor : '';
      noted.push(`${theme} ${density} ${ground}${alive}`);
    };
    const frame = () => {
      note();
      if (!('alive' in document.documentElement.dataset)) requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  });
}

test('theme and density stand on the first frame, long before the page is alive', async ({ page, context }) => {
  await page.emulateMedia({ colorScheme: 'light' });
  await open(page, '/settings');
  await choose(page, 'Theme', 'Dark');
  await choose(page, 'Density', 'Compact');
  await noteFirstFrame(context);
  await open(page, '/');
  const noted = await page.evaluate(() => (window as unknown as { noted: string[] }).noted);
  expect(noted.length).toBeGreaterThan(0);
  const painted = noted.filter((frame) => frame.includes('rgb'));
  expect(painted.length).toBeGreaterThan(0);
  for (const frame of painted) expect(frame).toMatch(/^dark compact rgb\(16, 17, 20\)/);
  await reload(page);
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
});

test('a change is in force at once, on all tabs, and stays', async ({ page, context }) => {
  await page.emulateMedia({ colorScheme: 'light' });
  const other = await context.newPage();
  await open(other, '/health');
  await open(page, '/settings');
  await choose(page, 'Theme', 'Dark');
  await choose(page, 'Density', 'Compact');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await expect(other.locator('html')).toHaveAttribute('data-theme', 'dark');
  await expect(other.locator('html')).toHaveAttribute('data-density', 'compact');
  await reload(page);
  await expect(page.getByRole('radio', { name: /^Dark/ })).toBeChecked();
  await expect(page.getByRole('radio', { name: 'Compact' })).toBeChecked();

  await page.getByRole('button', { name: 'Reset' }).click();
  await expect(page.getByRole('radio', { name: /^As the system/ })).toBeChecked();
  await expect(page.getByRole('status').filter({ hasText: 'as usual' })).toBeVisible();
  await expect(other.locator('html')).not.toHaveAttribute('data-theme');
  expect(await page.evaluate(() => localStorage.length)).toBe(0);
});

test.describe('in another zone', () => {
  test.use({ timezoneId: 'America/Sao_Paulo' });

  test('no time is seen in another form than the reader\'s', async ({ page, context, program }) => {
    const id = unique('late');
    await put(program.dynamodb, 'demo-users', user(id));
    await versionsOf(program, id, 1);
    await context.addInitScript(() => {
      const seen = new Set<string>();
      Object.assign(window, { seen });
      const look = () => {
        for (const time of document.querySelectorAll<HTMLTimeElement>('.row:not([hidden]) time')) {
          if (getComputedStyle(time).visibility === 'visible') seen.add(`${time.dateTime} ${time.textContent}`);
        }
        requestAnimationFrame(look);
      };
      requestAnimationFrame(look);
    });
    await open(page, '/?q=table%3Ademo-users');
    await expect(page.getByRole('row').filter({ hasText: id })).toBeVisible();
    await expect.poll(() => page.evaluate(() => (window as unknown as { seen: Set<string> }).seen.size)).toBeGreaterThan(0);
    const seen = await page.evaluate(() => [...(window as unknown as { seen: Set<string> }).seen]);
    for (const time of seen) {
      const [exact, shown] = time.split(' ');
      expect(shown).not.toBe(exact?.slice(11, 19));
    }
  });

  test('times are local, in UTC or relative, with the exact time at hand', async ({ page, program }) => {
    const id = unique('times');
    await put(program.dynamodb, 'demo-users', user(id));
    await versionsOf(program, id, 1);
    const shown = () => page.locator('.facts time, .item-facts time, main time').first();
    await open(page, userPage(id));
    const exact = await shown().getAttribute('datetime');
    expect(exact).toMatch(/Z$/);
    const inUtc = exact!.replace('T', ' ').slice(0, 19);
    await expect(shown()).not.toHaveText(inUtc);
    const local = await shown().innerText();
    const offsetHours = (Date.parse(`${inUtc.replace(' ', 'T')}Z`) - Date.parse(`${local.replace(' ', 'T')}Z`)) / 3_600_000;
    expect(offsetHours).toBe(3);

    await open(page, '/settings');
    await choose(page, 'Times', 'UTC');
    await open(page, userPage(id));
    await expect(shown()).toHaveText(inUtc);

    await open(page, '/settings');
    await choose(page, 'Times', 'Relative');
    await open(page, userPage(id));
    await expect(shown()).toHaveText(/^(now|just now|\d+ (s|min|h) ago)$/);
    await expect(shown()).toHaveAttribute('title', exact!);
  });
});

test('compact rows are told to the live list: what is scrolled to is there', async ({ page, program }) => {
  const ids = Array.from({ length: 60 }, (_, at) => `${unique('dense')}-${at}-`);
  await putAll(program.dynamodb, 'demo-users', ids.map((id) => user(id)));
  await versionsOf(program, ids[59] ?? '', 1);
  await open(page, '/settings');
  await choose(page, 'Density', 'Compact');
  await open(page, '/?q=table%3Ademo-users%20key%3Adense*');
  const rows = page.locator('.row:not([hidden])');
  await expect(rows.first()).toBeVisible();
  expect((await rows.first().boundingBox())?.height).toBe(24);
  await page.locator('.scroller').evaluate((scroller) => scroller.scrollTo(0, scroller.scrollHeight));
  await expect(page.getByRole('row').filter({ hasText: ids[0] })).toBeInViewport();
});

test('where the browser keeps nothing, that is said, and a change is in force all the same', async ({ page }) => {
  await page.addInitScript(() => {
    Object.defineProperty(window, 'localStorage', { get: () => { throw new DOMException('no', 'SecurityError'); } });
  });
  await open(page, '/settings');
  await expect(page.getByText('This browser keeps nothing')).toBeVisible();
  await choose(page, 'Theme', 'Dark');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
});

test('high contrast that is chosen has no violation, whatever the system prefers', async ({ page }) => {
  await show(page, 'light');
  await open(page, '/settings');
  await choose(page, 'Theme', 'High contrast');
  for (const address of ['/settings', '/', '/tables']) {
    await open(page, address);
    await expect(page.locator('html')).toHaveAttribute('data-theme', 'contrast');
    await expect(page.locator('.loading')).toHaveCount(0);
    await auditLooks(page, address, ['light', 'dark']);
  }
});

test('the theme can be changed from every page, and stays', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'light' });
  await open(page, '/');
  const ink = () => page.evaluate(() => getComputedStyle(document.body).color);
  const light = await ink();
  await page.getByRole('button', { name: /theme|dark|light/i }).first().click();
  await expect.poll(ink).not.toBe(light);
  const dark = await ink();
  await reload(page);
  expect(await ink()).toBe(dark);
});
