// Wrong permissions and passwords.
import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import type { FlagstaffError } from '@flagstaff/core';
import { manage } from '@flagstaff/core/management';
import { count } from '@flagstaff/spec';
import { counterDocument, queryMysql, queryPostgres, report, sendRedis, sleep, until } from '@flagstaff/testbed';
import type { BackendName } from '@flagstaff/testbed';
import { answer, behindProxy, client, eachBackend } from './support/each-backend.ts';

await eachBackend(
  'access',
  (place, kind) => {
    it('polls without permission to subscribe, and reports that once', async () => {
      const spec = place().fresh();
      const { proxy, through } = await behindProxy(place(), spec);
      await sendRedis(spec.url, 'ACL', 'SETUSER', 'mute', 'on', '>secret', '~*', 'resetchannels', '+@all');
      const mute = new URL(through.url);
      mute.username = 'mute';
      mute.password = 'secret';
      const follower = await client({ ...through, url: mute.href }, { pollIntervalMs: 1_000 });
      const problems: FlagstaffError[] = [];
      follower.on('error', (problem) => void problems.push(problem));
      await follower.ready({ timeoutMs: 20_000 });
      const writer = await client(spec);
      const before = proxy.accepted;
      const start = performance.now();
      const times: number[] = [];
      for (let n = 1; n <= count(3, 20); n += 1) {
        await manage(writer).set(counterDocument('n', n));
        times.push(await until('it follows', () => answer(follower, 'n') === n, { withinMs: 1_300 }));
        await sleep(200);
      }
      report(`no right to subscribe, ${kind.name}`, {
        'slowest, ms': { measured: Math.max(...times), criterion: '<= 1,300 at a poll interval of 1,000' },
        'errors emitted': { measured: codesOf(problems), criterion: 'WATCH_UNAVAILABLE, once' },
        'connections meanwhile': { measured: proxy.accepted - before, criterion: '<= 2 a second' },
      });
      expect(problems.filter(({ code }) => code === 'WATCH_UNAVAILABLE')).toHaveLength(1);
      expect(problems.filter(({ message }) => message.includes('secret'))).toEqual([]);
      const seconds = Math.ceil((performance.now() - start) / 1_000);
      expect(proxy.accepted - before).toBeLessThanOrEqual(seconds * 2 + 3);
      await until('it is in sync', () => follower.state === 'ready', { withinMs: 2_000 });
    });
  },
  ['redis'],
);

function codesOf(problems: readonly FlagstaffError[]): string {
  return problems.map(({ code }) => code).join(', ');
}

/** How to set a user's password, for backends that have one. */
const PASSWORDS: Partial<Record<BackendName, (url: string, password: string) => Promise<void>>> = {
  async redis(url, password) {
    await sendRedis(url, 'ACL', 'SETUSER', 'locked', 'on', 'resetpass', `>${password}`, '~*', '&*', '+@all');
  },
  async postgres(url, password) {
    const [exists] = await queryPostgres(url, "select from pg_roles where rolname = 'locked'");
    await queryPostgres(url, `${exists ? 'alter' : 'create'} role locked superuser login password '${password}'`);
    const [row] = await queryPostgres(url, 'show hba_file');
    const path = String(row?.['hba_file']);
    const rules = await readFile(path, 'utf8');
    const rule = 'host all locked 127.0.0.1/32 scram-sha-256\n';
    if (!rules.startsWith(rule)) await writeFile(path, rule + rules);
    await queryPostgres(url, 'select pg_reload_conf()');
  },
  async mariadb(url, password) {
    await queryMysql(url, `create or replace user locked@'%' identified by '${password}'`);
    await queryMysql(url, "grant all on *.* to locked@'%'");
  },
};

await eachBackend(
  'a wrong password',
  (place, kind) => {
    it('recovers when the password is right again, and backs off meanwhile', async () => {
      const spec = place().fresh();
      const { proxy, through } = await behindProxy(place(), spec);
      const setPassword = PASSWORDS[kind.name]!;
      await setPassword(spec.url, 'right-one');
      const wrong = new URL(through.url);
      wrong.username = 'locked';
      wrong.password = 'wrong-one';
      const follower = await client({ ...through, url: wrong.href });
      const problems: FlagstaffError[] = [];
      follower.on('error', (problem) => void problems.push(problem));
      const start = performance.now();
      await sleep(count(4, 60) * 1_000);
      await until('the reason is reported', () => problems.some(({ code }) => code === 'STORAGE_UNAVAILABLE'), {
        withinMs: 2_000,
      });
      expect(follower.state).toBe('loading');
      const attempts = proxy.accepted;
      const seconds = (performance.now() - start) / 1_000;
      expect(answer(follower, 'n')).toBe(-1);
      await setPassword(spec.url, 'wrong-one');
      const took = await until('it is ready', () => follower.state === 'ready', { withinMs: 5_000 });
      report(`wrong password, ${kind.name}`, {
        'recovered, ms': { measured: took, criterion: '<= 5,000' },
        'attempts per second': { measured: attempts / seconds, criterion: '<= 2, and 3 at the start' },
        'errors emitted': { measured: codesOf(problems), criterion: 'STORAGE_UNAVAILABLE, once' },
      });
      expect(attempts, 'no power: it never tried').toBeGreaterThan(0);
      expect(attempts).toBeLessThanOrEqual(seconds * 2 + 3);
      // A machine that is busy for seconds may cause a timeout report: that also once, not alternating.
      const codes = problems.map(({ code }) => code);
      expect(codes).toEqual([...new Set(codes)]);
      expect(problems.filter(({ message }) => /right-one|wrong-one/.test(message))).toEqual([]);
    });
  },
  ['postgres', 'redis', 'mariadb'],
);

it('survives a server of another kind', async () => {
  const stranger = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.end('HTTP/1.1 400 Bad Request\r\n\r\n');
  });
  await new Promise<void>((resolve) => void stranger.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void stranger.close());
  const address = stranger.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  for (const spec of [
    { kind: 'redis', url: `redis://127.0.0.1:${port}`, prefix: 'stranger:' },
    { kind: 'drizzle', url: `postgres://postgres@127.0.0.1:${port}/postgres`, tablePrefix: 'stranger_' },
    { kind: 'drizzle', url: `mysql://root@127.0.0.1:${port}/flags`, tablePrefix: 'stranger_' },
  ] as const) {
    const flagstaff = await client(spec);
    await until(
      'it is reported',
      () =>
        flagstaff.ready({ timeoutMs: 300 }).then(
          () => false,
          () => true,
        ),
      {
        withinMs: 2_000,
      },
    );
    expect(answer(flagstaff, 'n')).toBe(-1);
    await flagstaff.close();
  }
});
