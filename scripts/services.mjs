// A globalSetup of vitest that finds servers and a browser. Tests read their URLs from the environment (FLAGSTAFF_TEST_*).
import { provideChromium } from './services/chromium.mjs';
import { mysql } from './services/mysql.mjs';
import { postgres } from './services/postgres.mjs';
import { provide } from './services/provide.mjs';
import { redis } from './services/redis.mjs';
import { filesOf } from './vitest/files.mjs';
import { BESIDE_SOURCES } from './vitest/kinds.mjs';

/** Runs before all tests. Resolves to a function that stops the servers it started. */
export default async function setup(project) {
  if (filesOf(project).every((path) => BESIDE_SOURCES.test(path))) return undefined;
  await provideChromium();
  return provide([redis, postgres, mysql]);
}
