// Finds the servers and the browser that tests need, as vitest's globalSetup: tests find them in the environment (FLAGSTAFF_TEST_*).
import { provideChromium } from './services/chromium.mjs';
import { mysql } from './services/mysql.mjs';
import { postgres } from './services/postgres.mjs';
import { provide } from './services/provide.mjs';
import { redis } from './services/redis.mjs';

/** Before all tests. Resolves to what ends the servers that it started. */
export default async function setup() {
  await provideChromium();
  return provide([redis, postgres, mysql]);
}
