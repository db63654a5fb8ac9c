// Finding servers for tests when nothing listens, nothing is installed, or the configured one does not work.
import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { findProgram, freePort } from '../../packages/testbed/src/index.ts';
import type { Server } from '../../packages/testbed/src/index.ts';
import { mysql } from '../services/mysql.mjs';
import { postgres } from '../services/postgres.mjs';
import { provide } from '../services/provide.mjs';
import { redis } from '../services/redis.mjs';

const SERVICES = [redis, postgres, mysql];

/** A service with no listener on its usual port. */
async function onClosedPort<S extends { standardUrl: string }>(service: S): Promise<S> {
  const url = new URL(service.standardUrl);
  url.port = String(await freePort());
  return { ...service, standardUrl: url.href };
}

/** A server that cannot be found, started or installed. */
const unobtainable = async () => {
  const { container: _, ...rest } = await onClosedPort(redis);
  return { ...rest, name: 'nosuch', programs: [['no-such-server']], packages: [] };
};

/** A server whose properties are never read. */
const NO_SERVER: Server = {
  port: 1,
  url: 'redis://127.0.0.1:1',
  pid: 1,
  alive: true,
  kill: async () => undefined,
  stop: async () => undefined,
  restart: async () => undefined,
  pause: async () => undefined,
  resume: async () => undefined,
  dispose: async () => undefined,
};

/** An environment without URLs of servers. */
function forgetUrls(): void {
  for (const { variable } of SERVICES) vi.stubEnv(variable, '');
  onTestFinished(() => void vi.unstubAllEnvs());
}

const installed = async ({ programs }: (typeof SERVICES)[number]): Promise<boolean> =>
  (await Promise.all(programs.map((names) => findProgram(...names)))).every((path) => path !== undefined);

for (const service of SERVICES) {
  const missing = !(await installed(service)) && process.env['CI'] === undefined;
  describe.skipIf(missing)(`${service.name}without a listening server (with its programs installed)`, () => {
    it('starts privately, answers, and leaves neither process nor folder behind', async () => {
      forgetUrls();
      const scratch = await mkdtemp(join(tmpdir(), 'flagstaff-services-'));
      // As open as the system's temporary folder: servers run as users of their own.
      await chmod(scratch, 0o1777);
      vi.stubEnv('TMPDIR', scratch);
      const said: string[] = [];
      const stop = await provide([await onClosedPort(service)], (line) => said.push(line));
      onTestFinished(async () => {
        await stop();
        await rm(scratch, { recursive: true, force: true });
      });
      const pid = Number(/private, process (\d+)/.exec(said.join())?.[1]);
      const url = process.env[service.variable]!;
      expect(process.kill(pid, 0)).toBe(true);
      await service.greet(url);
      expect(await readdir(scratch)).toHaveLength(1);
      await stop();
      expect(() => process.kill(pid, 0)).toThrow('ESRCH');
      await expect(service.greet(url)).rejects.toThrow(/ECONNREFUSED|closed/i);
      expect(await readdir(scratch)).toEqual([]);
    });
  });
}

describe('a server that is missing', () => {
  const REASONS = [
    'nothing usable listens',
    'no-such-server is not installed',
    'no package',
    'it has no container image',
  ];

  it('fails the run in CI with every reason, and leaves no other server running', async () => {
    forgetUrls();
    vi.stubEnv('CI', 'true');
    let stopped = 0;
    const started = {
      ...(await unobtainable()),
      variable: mysql.variable,
      programs: [['node']],
      start: async () => ({ ...NO_SERVER, dispose: async () => void (stopped += 1) }),
    };
    const failure = await provide([started, await unobtainable()], () => undefined).then(
      () => 'nothing',
      (error: Error) => error.message,
    );
    for (const reason of [...REASONS, redis.variable, 'CI skips no test']) expect(failure).toContain(reason);
    expect(stopped).toBe(1);
  });

  it('skips tests with name and reasons outside CI', async () => {
    forgetUrls();
    vi.stubEnv('CI', undefined);
    const said: string[] = [];
    await (
      await provide([await unobtainable()], (line) => said.push(line))
    )();
    for (const reason of ['nosuch', 'skipped', ...REASONS, redis.variable]) expect(said[0]).toContain(reason);
  });
});

it('rejects when the configured server does not work, with and without CI', async () => {
  forgetUrls();
  for (const service of SERVICES) {
    vi.stubEnv(service.variable, (await onClosedPort(service)).standardUrl);
    for (const ci of ['true', undefined]) {
      vi.stubEnv('CI', ci);
      await expect(provide([service], () => undefined)).rejects.toThrow(`${service.variable} is set, but`);
    }
    vi.stubEnv(service.variable, '');
  }
});
