// What Lighthouse finds on the pages that are looked at most: its scores, and the audits that cost points.

import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

import { expect } from '@playwright/test';

import { test } from '../support/archive_fixtures';
import { tell } from './figures';

/** As `scripts/setup --bench` has found it. */
const LIGHTHOUSE = process.env.LIGHTHOUSE ?? '';
/** The lowest score that is good, of 100. */
const GOOD = 95;
/** A dashboard is looked at on a desk. */
const OPTIONS = ['--preset=desktop', '--output=json', '--quiet', '--no-enable-error-reporting'];
/** An archive of other people's items is not for search engines: `robots.txt` says so, which this audit wants otherwise. */
const MEANT_OTHERWISE = '--skip-audits=is-crawlable';
const CHROME = '--headless=new --no-sandbox --disable-gpu --disable-background-networking --disable-component-update';

const PAGES = [
  { name: 'Live', path: '/' },
  { name: 'Item', path: '/items/demo-orders/order_id=O-1001' },
  { name: 'Search', path: '/search?q=table%3Ademo-orders' },
];

interface Audit {
  title: string;
  score: number | null;
  displayValue?: string;
}

interface Category {
  title: string;
  score: number | null;
  auditRefs: { id: string; weight: number }[];
}

interface Report {
  categories: Record<string, Category>;
  audits: Record<string, Audit>;
  runtimeError?: { message: string };
}

for (const page of PAGES) {
  test(`Lighthouse on ${page.name}`, async ({ program }) => {
    test.setTimeout(240_000);
    const report = await measure(`${program.url}${page.path}`);
    expect(report.runtimeError?.message).toBeUndefined();
    for (const category of Object.values(report.categories)) {
      const score = Math.round((category.score ?? 0) * 100);
      tell({ name: `${page.name}: ${category.title}`, value: String(score), goal: `≥ ${GOOD}`, isMet: score >= GOOD });
      for (const audit of costly(category, report.audits)) tell({ name: `  ${audit.title}`, value: audit.displayValue ?? '' });
    }
  });
}

async function measure(url: string): Promise<Report> {
  const folder = mkdtempSync(path.join(tmpdir(), 'lighthouse-'));
  try {
    const report = path.join(folder, 'report.json');
    const options = [LIGHTHOUSE, url, ...OPTIONS, MEANT_OTHERWISE, `--output-path=${report}`, `--chrome-flags=${CHROME}`];
    const env = { ...process.env, ...(process.env.CHROMIUM && { CHROME_PATH: process.env.CHROMIUM }) };
    await promisify(execFile)(process.execPath, options, { env });
    return JSON.parse(readFileSync(report, 'utf8')) as Report;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The audits that cost the category points. */
function costly(category: Category, audits: Record<string, Audit>): Audit[] {
  const weighed = category.auditRefs.filter(({ weight }) => weight > 0).map(({ id }) => audits[id]);
  return weighed.filter((audit): audit is Audit => audit !== undefined && audit.score !== null && audit.score < 0.9);
}
