// @needs redis, own redis
import { sendRedis } from '@flagstaff/testbed';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createFlagstaff } from '@flagstaff/core';
import type { Flagstaff, FlagstaffError } from '@flagstaff/core';
import { manage } from '@flagstaff/core/management';
import { redisStorage } from '@flagstaff/redis';
import type { RedisStorageOptions } from '@flagstaff/redis';
import { flag, ownPrefix, ownServer, SHARED_URL } from './support/fixtures.ts';

const on = (key: string): ReturnType<typeof flag> => ({ ...flag(key), default: 'on' });

/** Creates a ready client, and records its errors. */
async function client(options: RedisStorageOptions): Promise<Flagstaff & { readonly problems: FlagstaffError[] }> {
  const flagstaff = createFlagstaff({ storage: redisStorage(options), pollIntervalMs: 500 });
  onTestFinished(() => flagstaff.close());
  const problems: FlagstaffError[] = [];
  flagstaff.on('error', (problem) => problems.push(problem));
  await flagstaff.ready();
  return Object.assign(flagstaff, { problems });
}

describe('clients on one Redis', () => {
  it('see each other’s writes', async () => {
    const prefix = ownPrefix();
    const [one, two] = [await client({ url: SHARED_URL, prefix }), await client({ url: SHARED_URL, prefix })];
    await manage(one).set(on('a'));
    expect(one.forContext({}).isEnabled('a')).toBe(true);
    await expect.poll(() => two.forContext({}).isEnabled('a')).toBe(true);
    await manage(two).delete('flag:a');
    await expect.poll(() => one.forContext({}).details('a', false).errorCode).toBe('FLAG_NOT_FOUND');
  });

  it('keep a flag whose document was damaged, report it, and update the others', async () => {
    const prefix = ownPrefix();
    const flagstaff = await client({ url: SHARED_URL, prefix });
    await manage(flagstaff).set(on('a'));
    await manage(flagstaff).set(flag('b'));
    const damage = [`f:flag:a`, '{"kind":"flag",', `f:flag:b`, JSON.stringify({ ...on('b'), version: 2 })];
    await sendRedis(SHARED_URL, 'HSET', `{${prefix}}data`, 'tok', crypto.randomUUID(), 'rev', '3', ...damage);
    await expect.poll(() => flagstaff.forContext({}).isEnabled('b')).toBe(true);
    expect(flagstaff.forContext({}).isEnabled('a')).toBe(true);
    expect(flagstaff.problems.filter(({ code }) => code === 'DOCUMENT_REJECTED')).toHaveLength(1);
    await manage(flagstaff).set(flag('a'));
    expect(flagstaff.forContext({}).isEnabled('a')).toBe(false);
  });

  it('poll without permission to subscribe, and report that once', async () => {
    const server = await ownServer();
    const rights = ['+hello', '+ping', '+hgetall', '+hmget', '+hscan', '+hlen', '+xrevrange', '+subscribe'];
    await sendRedis(server.url, 'ACL', 'SETUSER', 'mute', 'on', '>pw', '~*', 'resetchannels', '-@all', ...rights);
    const mute = await client({ url: `redis://mute:pw@127.0.0.1:${server.port}` });
    const writer = await client({ url: server.url });
    await manage(writer).set(on('a'));
    await expect.poll(() => mute.forContext({}).isEnabled('a')).toBe(true);
    await manage(writer).set(flag('a'));
    await expect.poll(() => mute.forContext({}).isEnabled('a')).toBe(false);
    expect(mute.problems.filter(({ code }) => code === 'WATCH_UNAVAILABLE')).toHaveLength(1);
    await expect.poll(() => mute.state).toBe('ready');
    await expect(manage(mute).set(flag('a'))).rejects.toMatchObject({ code: 'READ_ONLY' });
  });

  it('keep their flags when Redis is emptied, and load the next ones', async () => {
    const server = await ownServer();
    const [one, two] = [await client({ url: server.url }), await client({ url: server.url })];
    await manage(one).set(on('a'));
    await expect.poll(() => two.forContext({}).isEnabled('a')).toBe(true);
    await sendRedis(server.url, 'FLUSHALL');
    await expect.poll(() => two.state).toBe('stale');
    expect(two.forContext({}).isEnabled('a')).toBe(true);
    const storage = redisStorage({ url: server.url });
    onTestFinished(() => storage.close());
    await storage.set(on('b'));
    await expect.poll(() => two.forContext({}).isEnabled('b')).toBe(true);
    expect(two.forContext({}).isEnabled('a')).toBe(false);
  });
});
