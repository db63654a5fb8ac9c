// @needs own redis
import { sendRedis, startRedis } from '@flagstaff/testbed';
import { createSentinel } from 'redis';
import { expect, it } from 'vitest';
import { flag, open, ownServer } from './support/fixtures.ts';

it('follows the primary over a failover with a sentinel client', async ({ onTestFinished }) => {
  const primary = await ownServer('--repl-diskless-sync-delay', '0');
  const replica = await ownServer('--replicaof', '127.0.0.1', String(primary.port));
  const sentinel = await startRedis({ args: ['--sentinel'] });
  onTestFinished(() => sentinel.dispose());
  await sendRedis(sentinel.url, 'SENTINEL', 'MONITOR', 'flags', '127.0.0.1', String(primary.port), '1');
  await sendRedis(sentinel.url, 'SENTINEL', 'SET', 'flags', 'down-after-milliseconds', '500');
  await sendRedis(sentinel.url, 'SENTINEL', 'SET', 'flags', 'failover-timeout', '2000');

  const client = createSentinel({ name: 'flags', sentinelRootNodes: [{ host: '127.0.0.1', port: sentinel.port }] });
  const storage = open({ client });
  let hints = 0;
  await storage.watch(() => (hints += 1));
  await storage.set(flag('a'));
  await expect.poll(() => hints).toBeGreaterThan(0);
  expect(client.isOpen).toBe(false);

  const direct = open({ url: replica.url });
  const options = { timeout: 60_000 };
  await expect.poll(() => direct.get('flag:a').catch(() => undefined), options).toMatchObject({ version: 1 });
  await expect.poll(() => sendRedis(sentinel.url, 'SENTINEL', 'REPLICAS', 'flags'), options).toHaveLength(1);
  await primary.kill();
  await expect
    .poll(() => storage.set(flag('a'), { ifVersion: 1 }).catch(() => undefined), options)
    .toMatchObject({ version: 2 });
  expect(await direct.get('flag:a')).toMatchObject({ version: 2 });
  const heard = hints;
  await expect
    .poll(async () => {
      await storage.set(flag('b'));
      return hints > heard;
    }, options)
    .toBe(true);
});
