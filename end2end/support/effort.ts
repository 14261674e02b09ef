// How much a page works, in time of the processor: the same on a busy machine as on a quiet one, unlike what a clock shows.

import type { Page } from '@playwright/test';

/** Measures the page's main thread from now on; the answer is for how many milliseconds it has worked since. */
export async function effort(page: Page): Promise<() => Promise<number>> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const worked = async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    const seconds = metrics.find(({ name }) => name === 'TaskDuration')?.value;
    if (seconds === undefined) throw new Error('the browser does not tell how long its tasks are');
    return seconds * 1_000;
  };
  const before = await worked();
  return async () => Math.round((await worked()) - before);
}
