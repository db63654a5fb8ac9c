import { afterEach, describe, expect, it, vi } from 'vitest';
import { findProgram, freePort } from '../../packages/testbed/src/index.ts';
import { findService } from '../services/find.mjs';
import { redis } from '../services/redis.mjs';

const NOWHERE = 'redis://127.0.0.1:1';

let stop: (() => Promise<void>) | undefined;
afterEach(async () => {
  vi.unstubAllEnvs();
  await stop?.();
  stop = undefined;
});

const missing = (await findProgram(...redis.programs[0]!)) === undefined;

describe.skipIf(missing && process.env['CI'] === undefined)('servers for tests (with redis-server)', () => {
  it('uses the configured server, and no other when that one does not work', async () => {
    vi.stubEnv(redis.variable, '');
    const own = await redis.start();
    stop = () => own.dispose();
    vi.stubEnv(redis.variable, own.url);
    expect(await findService(redis)).toEqual({ url: own.url, how: `from ${redis.variable}` });
    vi.stubEnv(redis.variable, NOWHERE);
    await expect(findService(redis)).rejects.toThrow(redis.variable);
  });

  it('uses a server on the standard port', async () => {
    vi.stubEnv(redis.variable, '');
    const own = await redis.start();
    stop = () => own.dispose();
    expect(await findService({ ...redis, standardUrl: own.url })).toMatchObject({ url: own.url });
  });

  it('starts a private server from installed programs, and stops it', async () => {
    vi.stubEnv(redis.variable, '');
    const found = await findService({ ...redis, standardUrl: `redis://127.0.0.1:${await freePort()}` });
    stop = found.stop;
    expect(found.how).toContain('private');
    await redis.greet(found.url!);
    await stop!();
    stop = undefined;
    await expect(redis.greet(found.url!)).rejects.toThrow(/ECONNREFUSED|closed/i);
  });
});
