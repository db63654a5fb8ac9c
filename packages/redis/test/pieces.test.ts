// @needs redis
// Replies arrive in chunks that split characters.
import { describe, expect, it } from 'vitest';
import type { RedisClient } from '@flagstaff/redis';
import { createClient } from 'redis';
import { createClient as createClient5 } from 'redis-5';
import { faultProxy, flag, open, ownPrefix, SHARED_URL } from './support/fixtures.ts';

/** Characters of two, three and four bytes. */
const TEXT = 'é Ω 旗 🚩 '.repeat(2);

const CLIENTS: readonly [name: string, create: (url: string) => RedisClient][] = [
  ['major 5, RESP 2', (url) => createClient5({ url, RESP: 2 })],
  ['major 5, RESP 3', (url) => createClient5({ url, RESP: 3 })],
  ['major 6, RESP 2', (url) => createClient({ url, RESP: 2 })],
  ['major 6, RESP 3', (url) => createClient({ url, RESP: 3 })],
];

describe.each(CLIENTS)('a client of %s', (_name, create) => {
  it.each([1, 2, 3])('reads whole characters from chunks of %i bytes', async (bytes) => {
    const { proxy, url } = await faultProxy(SHARED_URL);
    const storage = open({ client: create(url), prefix: ownPrefix(), timeoutMs: 30_000, loadTimeoutMs: 30_000 });
    const first = await storage.set(flag('a', TEXT), { actor: TEXT });
    await storage.changeMembers('beta', { type: 'add', members: [TEXT] });
    const since = await storage.revision();
    await storage.set(flag('b', TEXT), { actor: TEXT });

    proxy.crumble(bytes);
    expect(await storage.get('flag:a')).toEqual(first);
    expect((await storage.snapshot()).documents).toHaveLength(2);
    expect((await storage.list()).map(({ description }) => description)).toEqual([TEXT, TEXT]);
    expect((await storage.history()).items.map(({ actor }) => actor)).toEqual([TEXT, TEXT]);
    expect(await storage.changes(since!)).toMatchObject([{ actor: TEXT }]);
    expect(await storage.listMembers('beta')).toEqual({ items: [TEXT] });
    expect(await storage.hasMembers([{ segment: 'beta', member: TEXT }])).toEqual([true]);
    expect(await storage.set(flag('a'), { ifVersion: 1 })).toMatchObject({ version: 2 });
  });
});
