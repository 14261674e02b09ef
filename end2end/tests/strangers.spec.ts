// A web page of another origin, open in the same browser, tries to write to the embedded DynamoDB.

import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { call } from '../support/dynamodb';
import { expect, test, unique } from '../support/fixtures';

const SIGNED = {
  authorization:
    'AWS4-HMAC-SHA256 Credential=x/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0',
  'x-amz-date': '20260101T000000Z',
};

let site: Server;
let address: string;

test.beforeAll(async () => {
  site = createServer((_, answer) => {
    answer.setHeader('content-type', 'text/html');
    answer.end('<!doctype html><title>another site</title><iframe name="frame"></iframe>');
  });
  await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
  address = `http://localhost:${(site.address() as AddressInfo).port}`;
});

test.afterAll(() => new Promise((resolve) => site.close(resolve)));

/** What the endpoint has under a key. */
async function found(endpoint: string, id: string): Promise<unknown> {
  const key = { TableName: 'demo-users', Key: { user_id: { S: id } } };
  return ((await call(endpoint, 'GetItem', key)) as { Item?: unknown }).Item;
}

test.describe('another site', () => {
  // A complaint of the browser is what is wanted here: it has kept an answer from the page.
  test.use({ complaints: [] });

  test('neither a script nor a form of another site writes an item, or reads one', async ({ page, program }) => {
    const [simple, json, form] = [unique('simple'), unique('json'), unique('form')];
    const body = (id: string) => JSON.stringify({ TableName: 'demo-users', Item: { user_id: { S: id } } });
    await page.goto(address);

    // A request that needs nobody's leave: it is sent, and its answer is opaque.
    const query = new URLSearchParams({ 'X-Amz-Algorithm': 'AWS4-HMAC-SHA256' });
    const sent = await page.evaluate(
      ([url, text]) =>
        fetch(url, { method: 'POST', mode: 'no-cors', headers: { 'content-type': 'text/plain' }, body: text }).then((answer) => answer.type),
      [`${program.dynamodb}/?${query}`, body(simple)] as const,
    );
    expect(sent).toBe('opaque');

    // One that asks first, as an SDK's would be: it is not sent, and nothing can be read either.
    for (const [operation, text] of [
      ['PutItem', body(json)],
      ['ListTables', '{}'],
    ]) {
      const headers = { ...SIGNED, 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': `DynamoDB_20120810.${operation}` };
      const outcome = await page.evaluate(
        ([url, text, headers]) => fetch(url, { method: 'POST', headers, body: text }).then((answer) => answer.text(), (error: Error) => `kept away: ${error.name}`),
        [program.dynamodb, text, headers] as const,
      );
      expect(outcome, operation).toBe('kept away: TypeError');
    }
    const read = await page.evaluate((url) => fetch(url).then((answer) => answer.text(), (error: Error) => `kept away: ${error.name}`), program.dynamodb);
    expect(read).toBe('kept away: TypeError');

    // A form that is sent as text: a field's name and value are the item's two halves.
    const answered = page.waitForResponse((answer) => answer.url().startsWith(program.dynamodb) && answer.request().method() === 'POST');
    await page.evaluate(
      ([url, text]) => {
        const form = document.createElement('form');
        Object.assign(form, { method: 'post', enctype: 'text/plain', action: url, target: 'frame' });
        const field = document.createElement('input');
        const [name, value] = [text.slice(0, 10), text.slice(10)];
        Object.assign(field, { type: 'hidden', name, value });
        form.append(field);
        document.body.append(form);
        form.submit();
      },
      [program.dynamodb, body(form)] as const,
    );
    const refused = await answered;
    const headers = await refused.request().allHeaders();
    expect(refused.status(), JSON.stringify(headers)).toBe(403);
    expect([headers.origin, headers['sec-fetch-site']]).toEqual([address, 'cross-site']);

    for (const id of [simple, json, form]) expect(await found(program.dynamodb, id), id).toBeUndefined();
  });
});

test('the dashboard itself never asks that port', async ({ page, program }) => {
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  for (const path of ['/', '/tables', '/items/demo-users', '/write', '/health', '/demonstration']) {
    await page.goto(path);
    await page.locator('html[data-alive]').waitFor({ state: 'attached' });
  }
  expect(asked.length).toBeGreaterThan(0);
  expect(asked.filter((url) => url.startsWith(program.dynamodb))).toEqual([]);
});
