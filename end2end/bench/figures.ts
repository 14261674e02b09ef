// The figures that are measured, each with its goal: what tests tell, and the one table that is printed of it.

import type { Reporter, TestCase, TestResult } from '@playwright/test/reporter';
import { test } from '@playwright/test';

/** How annotations that hold figures are called. */
const FIGURE = 'figure';

export interface Figure {
  name: string;
  value: string;
  /** In words; empty where a figure has none. */
  goal?: string;
  isMet?: boolean;
}

/** Tells a figure of the test that is running. */
export function tell(figure: Figure): void {
  test.info().annotations.push({ type: FIGURE, description: JSON.stringify(figure) });
}

/** Tells a figure that must not be above a limit. */
export function tellAtMost(name: string, value: number, limit: number, unit: string): void {
  const written = (number: number) => `${Math.round(number).toLocaleString('en-US')} ${unit}`.trim();
  tell({ name, value: written(value), goal: `≤ ${written(limit)}`, isMet: value <= limit });
}

/** Prints the table once all is measured. */
export default class Table implements Reporter {
  private readonly figures: Figure[] = [];

  onTestEnd(_: TestCase, result: TestResult): void {
    const told = result.annotations.filter(({ type }) => type === FIGURE);
    this.figures.push(...told.map(({ description }) => JSON.parse(description ?? '{}') as Figure));
  }

  onEnd(): void {
    const rows = this.figures.map(({ name, value, goal, isMet }) => [name, value, goal ?? '', outcome(isMet)]);
    const cells = [['figure', 'measured', 'goal', ''], ...rows];
    const widths = [0, 1, 2].map((column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
    const line = (row: string[]) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ').trimEnd();
    console.log(`\n${cells.map(line).join('\n')}\n`);
  }

  printsToStdio(): boolean {
    return false;
  }
}

function outcome(isMet: boolean | undefined): string {
  if (isMet === undefined) return '';
  return isMet ? 'met' : 'MISSED';
}
