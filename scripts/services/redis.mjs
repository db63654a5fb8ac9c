import { REDIS_PROGRAMS, sendRedis, startRedis } from '../../packages/testbed/src/index.ts';

/** @type {import('./find.mjs').Service} */
export const redis = {
  name: 'redis',
  variable: 'FLAGSTAFF_TEST_REDIS_URL',
  standardUrl: 'redis://127.0.0.1:6379',
  async greet(url) {
    const answer = await sendRedis(url, 'PING');
    if (answer !== 'PONG') throw new Error(`it answers ${String(answer)}`);
  },
  programs: REDIS_PROGRAMS,
  start: () => startRedis(),
  // No `binaries`: `redis-memory-server` downloads Redis from elsewhere and compiles it.
  packages: ['redis-server'],
  container: { image: 'redis:7-alpine', port: 6379, env: [], url: (port) => `redis://127.0.0.1:${port}` },
};
