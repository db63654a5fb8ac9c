// What is installed for tests, and what happens to test files whose servers are missing.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { findProgram, installDebian, NO_INSTALL, whyNotDebian } from '../../packages/testbed/src/index.ts';
import { ROOT } from '../lib/root.mjs';
import { filesBelow, isTest } from '../lib/tree.mjs';
import { needsOf, noteMissing, skipWithoutServers } from '../services/skip.mjs';

afterEach(() => void vi.unstubAllEnvs());

const mayInstall = process.getuid?.() === 0 && (await findProgram('apt-get')) !== undefined;

it.skipIf(!mayInstall)(`installs no Debian package with ${NO_INSTALL}`, async () => {
  vi.stubEnv(NO_INSTALL, '');
  expect(await whyNotDebian(['redis-server'])).toBeUndefined();
  vi.stubEnv(NO_INSTALL, '1');
  expect(await whyNotDebian(['redis-server'])).toBe(`${NO_INSTALL} keeps Debian's redis-server from being installed`);
});

it('says what it installs, and how to prevent it, before apt-get runs', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'flagstaff-apt-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const log = join(folder, 'log');
  await writeFile(join(folder, 'apt-get'), `#!/bin/sh\necho "$@" >> ${log}\n`, { mode: 0o755 });
  vi.stubEnv('PATH', [folder, process.env['PATH']].join(delimiter));
  const said: string[] = [];
  const calls = () => readFile(log, 'utf8').catch(() => '');
  let before: Promise<string> | undefined;
  await installDebian(['nginx-light', 'pgbouncer'], (line) => {
    said.push(line);
    before = calls();
  });
  expect(said).toEqual([
    `Installing into the system, with apt-get: nginx-light, pgbouncer. Set ${NO_INSTALL}=1 to prevent this.`,
  ]);
  expect(await before).toBe('');
  expect(await calls()).toMatch(/update\n.*install --yes --no-install-recommends nginx-light pgbouncer\n$/);
});

describe('skipWithoutServers', () => {
  const { transform } = skipWithoutServers() as unknown as {
    transform(code: string, id: string): { code: string } | undefined;
  };
  const code = "// @needs redis, own mysql\nimport './support.ts';\n";

  it('replaces a test file by a skipped test that names what is missing', () => {
    vi.stubEnv('FLAGSTAFF_TEST_MISSING', '');
    noteMissing({ 'own mysql': 'it is not installed', postgres: 'nothing listens' });
    expect(transform(code, '/packages/a/test/b.test.ts')?.code).toContain(
      'it.skip("needs own mysql (it is not installed)"',
    );
  });

  it('leaves other files, and files whose servers are there', () => {
    vi.stubEnv('FLAGSTAFF_TEST_MISSING', JSON.stringify({ redis: 'nothing listens' }));
    expect(transform(code, '/packages/a/test/support.ts')).toBeUndefined();
    expect(transform(code.replace('redis, ', ''), '/packages/a/test/b.test.ts')).toBeUndefined();
    expect(transform("it('runs', () => {});", '/packages/a/test/b.test.ts')).toBeUndefined();
  });
});

/** How test files use servers, by the need that they then declare. */
const USES: readonly (readonly [use: RegExp, need: string])[] = [
  [/\b(SHARED_URL|ownPrefix)\b|FLAGSTAFF_TEST_REDIS_URL/, 'redis'],
  [/\b(ownServer|startCluster)\(/, 'own redis'],
  [/\b(postgresDatabase|conformsOn)\(|FLAGSTAFF_TEST_POSTGRES_URL/, 'postgres'],
  [/\b(mysqlDatabase|conformsOn)\(|FLAGSTAFF_TEST_MYSQL_URL/, 'mysql'],
];

it('every test file that connects to a server while it loads declares it', async () => {
  const undeclared: string[] = [];
  let declared = 0;
  for (const path of await filesBelow(join(ROOT, 'packages'), isTest)) {
    const code = await readFile(join(ROOT, 'packages', path), 'utf8');
    for (const [use, need] of USES) {
      if (!use.test(code)) continue;
      if (needsOf(code).includes(need)) declared += 1;
      else undeclared.push(`${path} needs ${need}`);
    }
  }
  expect(undeclared).toEqual([]);
  expect(declared).toBeGreaterThan(20);
});
