// What the types allow in undefined-options.test-d.ts must be accepted.
import { createFlagstaff } from '@flagstaff/core';
import { manage } from '@flagstaff/core/management';
import { drizzleStorage } from '@flagstaff/drizzle';
import { flagstaffTables } from '@flagstaff/drizzle/pg';
import * as express from '@flagstaff/express';
import { createOverrideToken } from '@flagstaff/http';
import { redisStorage } from '@flagstaff/redis';
import { httpStorage } from '@flagstaff/relay';
import { expect, it, onTestFinished } from 'vitest';

it('accepts undefined for options that may be omitted', async () => {
  const flagstaff = createFlagstaff({ storage: undefined, environment: undefined });
  onTestFinished(() => flagstaff.close());
  await manage(flagstaff).set({ kind: 'flag', key: 'a', type: 'boolean' }, { actor: undefined, ifVersion: undefined });
  await flagstaff.refresh({ olderThanMs: undefined });
  const stores = [
    redisStorage({ url: 'redis://127.0.0.1:1', client: undefined, prefix: undefined, timeoutMs: undefined }),
    drizzleStorage({ url: 'file:unused.db', db: undefined, dialect: undefined, schema: undefined, listen: undefined }),
    httpStorage({ url: 'http://127.0.0.1:1', events: undefined }),
    httpStorage({ url: 'http://127.0.0.1:1', events: { silenceSeconds: undefined } }),
  ];
  await Promise.all(stores.map((storage) => storage.close?.()));
  flagstaffTables({ prefix: undefined, schema: undefined });
  express.flags(flagstaff, { context: undefined, awaitContext: undefined, visitorCookie: undefined });
  const key = { id: 'k', secret: 'a secret that is at least 32 characters long' };
  const token = { key, overrides: { a: 'on' }, audience: undefined, subject: undefined, maxLifetimeSeconds: undefined };
  expect(await createOverrideToken({ ...token, expiresInSeconds: 60, expiresAt: undefined })).toContain('.');
  expect(
    await createOverrideToken({ ...token, expiresAt: new Date(Date.now() + 60_000), expiresInSeconds: undefined }),
  ).toContain('.');
});
