// Another program that writes to DynamoDB: nothing of this goes through the dashboard.

/** An attribute value in DynamoDB's JSON. */
export type Value = Record<string, unknown>;
export type Item = Record<string, Value>;

// The embedded DynamoDB asks for a signature and does not check it.
const AUTHORIZATION =
  'AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0';

export async function call(endpoint: string, operation: string, body: unknown): Promise<unknown> {
  const answer = await fetch(endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `DynamoDB_20120810.${operation}`,
      'x-amz-date': '20260101T000000Z',
      authorization: AUTHORIZATION,
    },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${operation}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}

export function put(endpoint: string, table: string, item: Item): Promise<unknown> {
  return call(endpoint, 'PutItem', { TableName: table, Item: item });
}

export function remove(endpoint: string, table: string, key: Item): Promise<unknown> {
  return call(endpoint, 'DeleteItem', { TableName: table, Key: key });
}

/** A table with the partition key `id`, and a stream of this view type. */
export function createTable(endpoint: string, table: string, viewType: string): Promise<unknown> {
  return call(endpoint, 'CreateTable', {
    TableName: table,
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    StreamSpecification: { StreamEnabled: true, StreamViewType: viewType },
  });
}

/** A customer of the sample table `demo-users`. */
export function user(id: string, more: Item = {}): Item {
  return { user_id: { S: id }, name: { S: 'Ada' }, visits: { N: '1' }, tags: { SS: ['early', 'paper'] }, ...more };
}
