// An archive that is the same each time, to the digit: what `afterimage import` makes of these lines. It has what
// layouts break at: long keys, huge values, letters that are twice as wide, numbers of 38 digits.

/** When everything in it is looked at. */
export const NOW = new Date('2026-11-22T14:10:00Z');

export const LONG_TABLE = 'orders-archive-of-all-regions-with-a-very-long-name-2026-eu-west-1';
export const LONG_KEY = `tenant#0123456789abcdef0123456789abcdef.order#${'f'.repeat(64)}.line#000000000042`;
export const CJK = '東京都千代田区丸の内一丁目の注文、支払い済み';
export const DIGITS = '12345678901234567890123456789012345678';
const HUGE = 'A value that is longer than any screen. '.repeat(500);

type Value = Record<string, unknown>;
type Image = Record<string, Value>;

interface Step {
  table: string;
  key: Image;
  /** The item from now on; without one it is removed. */
  item?: Image;
  ttl?: boolean;
  /** Since the step before. */
  afterSeconds: number;
}

const order = (id: string, more: Image = {}): Image => ({ order_id: { S: id }, ...more });
const user = (id: string, more: Image = {}): Image => ({ user_id: { S: id }, ...more });
const lines = (...names: string[]) => ({ L: names.map((name) => ({ M: { sku: { S: name }, count: { N: '1' } } })) });

function steps(): Step[] {
  const told: Step[] = [];
  const tell = (table: string, key: Image, item: Image | undefined, afterSeconds: number, ttl = false) =>
    told.push({ table, key, item: item && { ...key, ...item }, afterSeconds, ttl });
  const of = (id: string) => order(id);
  tell('demo-users', user('ada'), { name: { S: 'Ada' }, visits: { N: '1' }, tags: { SS: ['early', 'paper'] } }, 0);
  tell('demo-users', user('kenji'), { name: { S: '健二' }, address: { M: { city: { S: CJK } } }, visits: { N: '1' } }, 9);
  tell('demo-orders', of('O-1001'), { status: { S: 'new' }, total: { N: '129.90' }, lines: lines('lamp', 'desk') }, 20);
  tell('demo-orders', of('O-1001'), { status: { S: 'paid' }, total: { N: '129.90' }, lines: lines('lamp', 'desk') }, 31);
  tell('demo-orders', of('O-1002'), { status: { S: 'new' }, total: { N: DIGITS }, note: { S: CJK } }, 4);
  tell('demo-orders', of('O-1001'), { status: { S: 'shipped' }, total: { N: '129.90' }, lines: lines('lamp', 'desk'), parcel: { S: 'P-77' } }, 3600);
  tell('demo-orders', of('O-1001'), { status: { S: 'returned' }, total: { N: '129.90' }, lines: lines('desk'), parcel: { S: 'P-77' } }, 7200);
  tell('demo-orders', of('O-1001'), { status: { S: 'refunded' }, total: { N: '0.00' }, lines: lines('desk'), refund: { N: '129.90' } }, 60);
  tell('demo-orders', of('O-1002'), { status: { S: 'paid' }, total: { N: `-${DIGITS}` }, note: { S: CJK } }, 7);
  tell('demo-carts', { cart_id: { S: 'C-1' } }, { owner: { S: 'ada' }, expires_at: { N: '1795356000' } }, 40);
  tell('demo-carts', { cart_id: { S: 'C-1' } }, undefined, 900, true);
  tell('demo-users', user('ada'), { name: { S: 'Ada' }, visits: { N: '2' }, tags: { SS: ['paper', 'vip'] }, avatar: { B: 'AAECAwQFBgc=' } }, 12);
  tell(LONG_TABLE, { pk: { S: LONG_KEY } }, { status: { S: 'new' }, text: { S: HUGE } }, 30);
  tell(LONG_TABLE, { pk: { S: LONG_KEY } }, { status: { S: 'archived' }, text: { S: `${HUGE}${CJK}` }, total: { N: DIGITS } }, 30);
  tell(LONG_TABLE, { pk: { S: CJK } }, { [`${CJK}の属性`]: { S: LONG_KEY } }, 30);
  for (let at = 0; at < 24; at += 1) {
    tell('demo-users', user(`visitor-${at % 8}`), { name: { S: `Visitor ${at % 8}` }, visits: { N: String(at) } }, 11);
  }
  tell('demo-orders', of('O-1002'), undefined, 20);
  return told;
}

/** JSON lines, as `afterimage export` writes them and `afterimage import` reads them. */
export function archiveLines(): string {
  const told = steps();
  const lengthMs = told.reduce((sum, step) => sum + step.afterSeconds * 1000, 0);
  // The last of it was half a minute ago.
  let atMs = NOW.getTime() - 30_000 - lengthMs;
  const items = new Map<string, { image?: Image; version: number }>();
  const written = told.map((step, index) => {
    atMs += step.afterSeconds * 1000;
    const known = `${step.table} ${JSON.stringify(step.key)}`;
    const before = items.get(known) ?? { version: 0 };
    items.set(known, { image: step.item, version: before.version + 1 });
    return JSON.stringify(record(step, before.image, before.version + 1, index, atMs));
  });
  return `${written.join('\n')}\n`;
}

function record(step: Step, before: Image | undefined, version: number, index: number, atMs: number) {
  const { table, key, item } = step;
  return {
    eventID: `${index + 1}`.padStart(32, '0'),
    eventName: item ? (before ? 'MODIFY' : 'INSERT') : 'REMOVE',
    eventVersion: '1.1',
    eventSource: 'aws:dynamodb',
    awsRegion: 'eu-west-1',
    dynamodb: {
      ApproximateCreationDateTime: Math.floor(atMs / 1000),
      Keys: key,
      ...(item && { NewImage: item }),
      ...(before && { OldImage: before }),
      SequenceNumber: `${100_000_000_000_000_000_000n + BigInt(index)}`,
      SizeBytes: JSON.stringify({ item, before }).length,
      StreamViewType: 'NEW_AND_OLD_IMAGES',
    },
    eventSourceARN: `arn:aws:dynamodb:eu-west-1:111122223333:table/${table}/stream/2026-11-22T09:00:00.000`,
    ...(step.ttl && { userIdentity: { type: 'Service', principalId: 'dynamodb.amazonaws.com' } }),
    afterimage: {
      id: index + 1,
      version,
      table,
      partition_key: { name: Object.keys(key)[0], type: 'S' },
      shard_id: 'shardId-00000001795345200000-a1b2c3d4',
      stream_ended: true,
      received_at_ms: atMs + 412,
      archived_at_ms: atMs + 428,
    },
  };
}
