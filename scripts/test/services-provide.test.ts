// How the servers for tests are come by where nothing listens, nothing is installed, or the wrong one is named.
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

/** A server that cannot be had in any way. */
const unobtainable = async () => {
  const { container: _, ...rest } = await onClosedPort(redis);
  return { ...rest, name: 'nosuch', programs: [['no-such-server']], packages: [] };
};

/** What there is of a server that is never asked. */
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

/** The environment of a first run: no URLs. */
function forgetUrls(): void {
  for (const { variable } of SERVICES) vi.stubEnv(variable, '');
  onTestFinished(() => void vi.unstubAllEnvs());
}

const installed = async ({ programs }: (typeof SERVICES)[number]): Promise<boolean> =>
  (await Promise.all(programs.map((names) => findProgram(...names)))).every((path) => path !== undefined);

for (const service of SERVICES) {
  const missing = !(await installed(service)) && process.env['CI'] === undefined;
  describe.skipIf(missing)(`${service.name}, where nothing listens (with its programs installed)`, () => {
    it('is started privately, answers, and leaves neither process nor folder', async () => {
      forgetUrls();
      const scratch = await mkdtemp(join(tmpdir(), 'flagstaff-services-'));
      // As open as the usual folder for such things: servers run under names of their own.
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

describe('a server that cannot be had', () => {
  const REASONS = [
    'nothing usable listens',
    'no-such-server is not installed',
    'no package of the registry',
    'Debian has no package',
    'no container image',
  ];

  it('fails the run in CI, says every reason, and leaves no other server behind', async () => {
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
    for (const reason of [...REASONS, redis.variable, 'In CI nothing is skipped']) expect(failure).toContain(reason);
    expect(stopped).toBe(1);
  });

  it('is a skip with its name and its reasons elsewhere', async () => {
    forgetUrls();
    vi.stubEnv('CI', undefined);
    const said: string[] = [];
    await (
      await provide([await unobtainable()], (line) => said.push(line))
    )();
    for (const reason of ['nosuch', 'skipped', ...REASONS, redis.variable]) expect(said[0]).toContain(reason);
  });
});

it('takes no other server when the one that the environment names does not work, in CI or not', async () => {
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
