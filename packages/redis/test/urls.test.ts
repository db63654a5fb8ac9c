// @needs redis, own redis
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { redisStorage } from '@flagstaff/redis';
import { sendRedis } from '@flagstaff/testbed';
import { describe, expect, it, onTestFinished } from 'vitest';
import { flag, open, ownServer } from './support/fixtures.ts';

describe('a URL', () => {
  it.each(['?db=3', '/3', '/3?db=3', '/?db=3&family=0&ssl_cert_reqs=none&socket_timeout=5'])(
    'with %s leads to that database',
    async (rest) => {
      const server = await ownServer();
      await open({ url: server.url + rest }).set(flag('a'));
      expect(await sendRedis(server.url, 'INFO', 'keyspace')).toContain('db3:keys=');
    },
  );

  it('may lead to a socket, with a user and a database', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'flagstaff-redis-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const path = join(folder, 'redis.sock');
    const server = await ownServer('--unixsocket', path);
    await sendRedis(server.url, 'ACL', 'SETUSER', 'flags', 'on', '>s@cret', '~*', '&*', '+@all');
    await open({ url: `unix://flags:s%40cret@${path}?db=2` }).set(flag('a'));
    expect(await sendRedis(server.url, 'INFO', 'keyspace')).toContain('db2:keys=');
  });

  it.each([
    ['redis://:secret@localhost?prefix=app', /`url` has the parameter "prefix"/],
    ['redis://localhost?password=secret', /`url` has the parameter "password"/],
    ['redis://:secret@localhost/1?db=2', /names two databases/],
    ['redis://:secret@localhost?db=main', /database by a number/],
    ['redis://:secret@local host', /not a valid Redis URL/],
    ['unix://:secret@', /not a valid Redis URL/],
    ['unix://:secret@/%zz', /not a valid Redis URL/],
  ])('%s is refused at construction', (url, message) => {
    const caught = (): unknown => {
      try {
        return redisStorage({ url });
      } catch (error) {
        return error;
      }
    };
    expect(caught()).toMatchObject({ code: 'INVALID_OPTIONS', message: expect.stringMatching(message) as string });
    expect((caught() as Error).message).not.toContain('secret');
  });
});
