// @needs mysql
import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { drizzleStorage } from '@flagstaff/drizzle';
import { drizzle } from 'drizzle-orm/mysql2';
import { build } from 'esbuild';
import { createConnection, createPool } from 'mysql2';
import { createPool as createPromisePool } from 'mysql2/promise';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { mysqlDatabase } from './support/databases.ts';

const database = await mysqlDatabase();
afterAll(() => database.drop());

describe('a pool of mysql2', () => {
  it.each([{ rowsAsArray: true }, { nestTables: true }, { nestTables: '_' }])('with %j is refused', async (options) => {
    const settings = { uri: database.url, ...options };
    const [pool, promised, connection] = [
      createPool(settings),
      createPromisePool(settings),
      createConnection(settings),
    ];
    for (const client of [pool, promised, connection]) {
      expect(() => drizzleStorage({ db: drizzle({ client: client as never }) })).toThrow(
        expect.objectContaining({
          code: 'INVALID_OPTIONS',
          message: expect.stringContaining(`\`${Object.keys(options)[0]}\`, but rows must be flat`) as string,
        }),
      );
    }
    await pool.promise().end();
    await promised.end();
    await connection.promise().end();
  });
});

it('reads and writes in a process that cannot generate code from strings', async () => {
  const root = fileURLToPath(new URL('..', import.meta.url));
  // Inside the package, where the drivers are found.
  const outfile = join(root, 'node_modules', '.cache', `no-eval-${crypto.randomUUID()}.mjs`);
  onTestFinished(() => rm(outfile, { force: true }));
  await build({
    stdin: { contents: PROGRAM, resolveDir: root },
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    conditions: ['@flagstaff/source'],
    external: ['@libsql/client', 'drizzle-orm', 'mysql2', 'mysql2/*', 'postgres'],
  });
  const { stdout } = await promisify(execFile)(process.execPath, ['--disallow-code-generation-from-strings', outfile], {
    env: { ...process.env, URL_OF_DATABASE: database.url },
  });
  expect(stdout.trim()).toBe('a');
});

const PROGRAM = `
  import { drizzleStorage } from '@flagstaff/drizzle';
  const deadlines = { timeoutMs: 30_000, loadTimeoutMs: 60_000 };
  const storage = drizzleStorage({ url: process.env.URL_OF_DATABASE, autoMigrate: true, ...deadlines });
  await storage.set({ kind: 'flag', key: 'a', type: 'boolean' });
  console.log((await storage.list()).map(({ key }) => key).join());
  await storage.close();
`;
