// What is measured in a page, by the browser's own clocks.

import { get } from 'node:http';

import type { CDPSession, Page } from '@playwright/test';

/** A press or a click, until what it did is painted. */
export interface Interaction {
  what: string;
  ms: number;
}

interface Seen {
  paint: number;
  interactions: Map<number, Interaction>;
  tasks: number[];
}

/** Of so many interactions one is not counted, as the metric is defined (https://web.dev/articles/inp). */
const ONE_LEFT_OUT_OF = 50;

/** Notes paints and answers to input from the page's first moment on; call before the page is opened. */
export function watchFromTheStart(page: Page): Promise<void> {
  return page.addInitScript(() => {
    const seen: Seen = { paint: 0, interactions: new Map(), tasks: [] };
    (window as unknown as { seen: Seen }).seen = seen;
    const observe = (options: PerformanceObserverInit, note: (entry: PerformanceEntry) => void) => {
      new PerformanceObserver((list) => list.getEntries().forEach(note)).observe(options);
    };
    observe({ type: 'largest-contentful-paint', buffered: true }, (entry) => (seen.paint = entry.startTime));
    observe({ type: 'longtask', buffered: true }, (entry) => seen.tasks.push(entry.duration));
    observe({ type: 'event', buffered: true, durationThreshold: 16 } as PerformanceObserverInit, (entry) => {
      const { interactionId, duration, name, target } = entry as PerformanceEventTiming & { interactionId: number };
      if (interactionId === 0 || duration <= (seen.interactions.get(interactionId)?.ms ?? 0)) return;
      const element = target as Element | null;
      const what = `${name} ${element?.tagName.toLowerCase() ?? ''}.${element?.getAttribute('class') ?? ''}`;
      seen.interactions.set(interactionId, { what, ms: duration });
    });
  });
}

/** The largest contentful paint and the longest task so far, in milliseconds. */
export function seenSoFar(page: Page): Promise<{ paint: number; longestTask: number }> {
  return page.evaluate(() => {
    const { paint, tasks } = (window as unknown as { seen: Seen }).seen;
    return { paint, longestTask: Math.max(0, ...tasks) };
  });
}

/** How many interactions there were, and the slower ones from that one on which counts as interaction to next paint. */
export async function interactions(page: Page): Promise<{ count: number; slowest: Interaction[] }> {
  const { count, noted } = await page.evaluate(() => {
    const noted = [...(window as unknown as { seen: Seen }).seen.interactions.values()];
    // Those that were painted at once are not noted one by one.
    const counted = (performance as unknown as { interactionCount?: number }).interactionCount;
    return { count: Math.max(counted ?? 0, noted.length), noted };
  });
  const slowest = noted.sort((one, other) => other.ms - one.ms);
  return { count, slowest: slowest.slice(Math.floor(count / ONE_LEFT_OUT_OF)) };
}

/** A line to the browser's own figures. */
export async function meters(page: Page) {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'timeTicks' });
  const metric = async (name: string) => {
    const { metrics } = await session.send('Performance.getMetrics');
    return metrics.find((metric) => metric.name === name)?.value ?? NaN;
  };
  return {
    /** The share of the main thread that is busy, from 0 to 1, over so many milliseconds. */
    async busyShare(wait_ms: number): Promise<number> {
      const [busy, begun] = [await metric('TaskDuration'), await metric('Timestamp')];
      await page.waitForTimeout(wait_ms);
      return ((await metric('TaskDuration')) - busy) / ((await metric('Timestamp')) - begun);
    },
    /** What the page's objects take after the garbage is collected, and WebAssembly's memory, in bytes. */
    async memory(): Promise<{ heap: number; wasm: number }> {
      await session.send('HeapProfiler.collectGarbage');
      return { heap: await metric('JSHeapUsedSize'), wasm: await wasmMemory(session) };
    },
  };
}

async function wasmMemory(session: CDPSession): Promise<number> {
  const { result } = await session.send('Runtime.evaluate', { expression: 'WebAssembly.Memory.prototype' });
  if (!result.objectId) return NaN;
  const { objects } = await session.send('Runtime.queryObjects', { prototypeObjectId: result.objectId });
  const sum = await session.send('Runtime.callFunctionOn', {
    objectId: objects.objectId,
    functionDeclaration: 'function () { return this.reduce((sum, memory) => sum + memory.buffer.byteLength, 0); }',
    returnByValue: true,
  });
  return sum.result.value as number;
}

/** How many bytes a file is on its way to the browser. */
export function transferred(url: string): Promise<number> {
  return new Promise((resolve, reject) => {
    get(url, { headers: { 'accept-encoding': 'br' } }, (answer) => {
      let bytes = 0;
      answer.on('data', (chunk: Buffer) => (bytes += chunk.length));
      answer.on('end', () => resolve(bytes));
    }).on('error', reject);
  });
}
