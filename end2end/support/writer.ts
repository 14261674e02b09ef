// Another program that writes much and steadily, to the embedded DynamoDB.

import { call, type Item } from './dynamodb';

/** The most items that one request writes. */
const BATCH = 25;

/** Writes all items, some dozen at a time. */
export async function putAll(endpoint: string, table: string, items: Item[]): Promise<void> {
  for (let at = 0; at < items.length; at += BATCH) {
    const requests = items.slice(at, at + BATCH).map((Item) => ({ PutRequest: { Item } }));
    await call(endpoint, 'BatchWriteItem', { RequestItems: { [table]: requests } });
  }
}

/** Writes so many items a second until told to end, which tells how many it wrote. */
export function keepWriting(endpoint: string, table: string, rate: number, item: (at: number) => Item) {
  let written = 0;
  let ended = false;
  const begun = Date.now();
  const run = (async () => {
    while (!ended) {
      const due = Math.floor(((Date.now() - begun) / 1_000) * rate) - written;
      const count = Math.min(BATCH, due);
      if (count > 0) {
        await putAll(endpoint, table, Array.from({ length: count }, (_, at) => item(written + at)));
        written += count;
      } else {
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    }
  })();
  return async (): Promise<number> => {
    ended = true;
    await run;
    return written;
  };
}
