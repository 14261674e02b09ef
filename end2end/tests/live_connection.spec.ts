// What the Live page says of its connection: why there is none, what is late, and what is being done about it.

import { connect, type Socket } from 'node:net';

import type { WebSocketRoute } from '@playwright/test';

import { put, user } from '../support/dynamodb';
import { expect, live, open, row, takeAway, test, unique } from '../support/fixtures';
import { tryNow } from '../support/live_list';
import { Program } from '../support/program';
import { ShardTree } from '../support/shard_tree';

/** As many feeds as the server allows (server/web/src/limits.rs). */
const MAX_FEED_SOCKETS = 512;

// The browser reports every refused connection by itself.
const EXPECTED = /WebSocket connection to|Failed to load resource|ERR_/;

test('a server that is gone: why, when it is tried again, and at once on request', async ({ own, page, complaints }) => {
  const program = own(await Program.start('--demo-rate', '0'));
  await page.clock.install();
  await open(page, program.url);
  await live(page);
  const notice = page.locator('.live-notice');
  await expect(notice).toBeHidden();
  await program.stop();
  await expect(page.locator('.pause')).toHaveAttribute('data-state', 'Offline');
  await expect(notice.getByRole('status')).toHaveText(/^Not connected: the server (stops|is stopping|does not answer)\.$/);
  await expect(notice).toContainText(/Trying again in \d+ s\./);
  await expect(notice).toContainText('will not be missed');

  // After some failures the waits are long; the button does not wait.
  await expect(async () => {
    await page.clock.fastForward(1_000);
    await expect(notice).toContainText(/Trying again in [4-9] s\./, { timeout: 100 });
  }).toPass();
  await program.run();
  const written = unique('again');
  await put(program.dynamodb, 'demo-users', user(written));
  await tryNow(page);
  await live(page);
  await expect(notice).toBeHidden();
  await expect(row(page, written)).toHaveCount(1);
  takeAway(complaints, EXPECTED);
});

test('what could not be read is fetched when the server is there again, and the list stays until then', async ({ own, page, complaints }) => {
  const program = own(await Program.start('--demo-rate', '0'));
  const sockets: WebSocketRoute[] = [];
  await page.routeWebSocket('**/feed', (route) => {
    const server = route.connectToServer();
    // The first one's page does not hear that the server is gone.
    if (sockets.push(route) === 1) server.onClose(() => undefined);
  });
  await open(page, program.url);
  await live(page);
  const [before, after] = [unique('before'), unique('after')];
  await put(program.dynamodb, 'demo-users', user(before));
  await expect(row(page, before)).toHaveCount(1);
  await program.stop();
  sockets[0]?.send('no message of the feed');
  const notice = page.locator('.live-notice');
  await expect(notice.getByRole('status')).toHaveText('Not connected: the server does not answer.');
  await expect(row(page, before)).toHaveCount(1);
  await program.run();
  await put(program.dynamodb, 'demo-users', user(after));
  await tryNow(page);
  await live(page);
  await expect(row(page, before)).toHaveCount(1);
  await expect(row(page, after)).toHaveCount(1);
  takeAway(complaints, EXPECTED);
});

test('a device that is offline is told so, and goes on when the network is back', async ({ own, page, context, complaints }) => {
  const program = own(await Program.start('--demo-rate', '0'));
  await open(page, program.url);
  await live(page);
  await context.setOffline(true);
  await program.stop('SIGKILL');
  await expect(page.locator('.live-notice').getByRole('status')).toHaveText('Not connected: this device is offline.');
  await program.run();
  await context.setOffline(false);
  await live(page);
  takeAway(complaints, EXPECTED);
});

test('a server that has no room for another feed says so, and takes it when there is', async ({ own, page, complaints }) => {
  const program = own(await Program.start('--demo-rate', '0'));
  await page.clock.install();
  const sockets: Socket[] = [];
  try {
    for (let at = 0; at < MAX_FEED_SOCKETS; at += 1) sockets.push(await subscribe(program.url));
    await open(page, program.url);
    await expect(page.locator('.live-notice').getByRole('status')).toHaveText(
      'Not connected: as many feeds are open as the server allows.',
    );
    sockets.splice(0, 8).forEach((socket) => socket.destroy());
    // It tries again by itself, sooner or later.
    await expect(async () => {
      await page.clock.fastForward(1_000);
      await expect(page.locator('.pause')).toHaveAttribute('data-state', 'Live', { timeout: 300 });
    }).toPass();
  } finally {
    sockets.forEach((socket) => socket.destroy());
  }
  takeAway(complaints, EXPECTED);
});

/** Opens a feed that nobody reads; resolves once the server has taken it. */
function subscribe(address: string): Promise<Socket> {
  const { hostname, port, host, origin } = new URL(address);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => {
      const head = ['GET /feed HTTP/1.1', `Host: ${host}`, `Origin: ${origin}`, 'Connection: Upgrade'];
      head.push('Upgrade: websocket', 'Sec-WebSocket-Version: 13', 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==');
      socket.write(`${head.join('\r\n')}\r\n\r\n`);
    });
    socket.once('error', reject);
    socket.once('data', (answer) => {
      if (answer.toString().startsWith('HTTP/1.1 101')) resolve(socket);
      else reject(new Error(answer.toString()));
    });
  });
}

test('a stream that is read late is told by how late it is', async ({ own, page }) => {
  // Its records are days old, and a page of them takes a second.
  const tree = own(await ShardTree.grow({ shards: 1, generations: 1, pauseMs: 1_000 }));
  const program = own(await tree.program());
  let isLate = true;
  const written = (async () => {
    while (isLate) {
      await tree.tell('write 3');
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
  })();
  try {
    await open(page, program.url);
    await live(page);
    const notice = page.locator('.live-notice').getByRole('status');
    await expect(notice).toHaveText(/^Behind by \d+ (d|h|min|s)/, { timeout: 30_000 });
    // The page itself is connected, and says that too.
    await expect(page.locator('.pause')).toHaveAttribute('data-state', 'Live');
    isLate = false;
    await written;
    await expect(page.locator('.live-notice')).toBeHidden({ timeout: 40_000 });
  } finally {
    isLate = false;
  }
});
