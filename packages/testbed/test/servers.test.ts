import { connect } from 'node:net';
import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { BACKENDS, queryMysql, queryPostgres, querySqld, sendRedis, until } from '@flagstaff/testbed';
import type { Place, Server } from '@flagstaff/testbed';
import { missingPrograms } from './support/missing.ts';

const ASK = {
  redis: (url: string) => sendRedis(url, 'PING'),
  postgres: (url: string) => queryPostgres(url, 'select 1'),
  mariadb: (url: string) => queryMysql(url, 'select 1'),
  sqld: (url: string) => querySqld(url, 'select 1'),
};

let place: Place | undefined;
afterEach(async () => {
  await place?.dispose();
  place = undefined;
});

/** Returns true when the port accepts connections. */
async function listens(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

for (const kind of BACKENDS) {
  if (kind.name === 'libsql') continue;
  const ask = ASK[kind.name];
  const missing = await missingPrograms(kind);
  describe.skipIf(missing !== undefined)(`a private server: ${kind.name} ${missing ?? ''}`, () => {
    it('responds, crashes, restarts on its port, pauses, and leaves nothing behind', async () => {
      place = await kind.start();
      const server: Server = place.server!;
      expect(await ask(server.url)).toBeDefined();

      const first = server.pid;
      await server.kill();
      expect(await listens(server.port)).toBe(false);
      expect(server.alive).toBe(false);

      await server.restart();
      expect(server.pid).not.toBe(first);
      expect(await ask(server.url)).toBeDefined();

      await server.pause();
      let answered = false;
      const waiting = ask(server.url).then(
        () => (answered = true),
        () => undefined,
      );
      await new Promise((resolve) => setTimeout(resolve, 300));
      expect(answered).toBe(false);
      await server.resume();
      await waiting;
      expect(await ask(server.url)).toBeDefined();

      await server.stop();
      expect(server.alive).toBe(false);
      await server.restart();

      await place.dispose();
      await until('the port is free', async () => !(await listens(server.port)), { withinMs: 1_000 });
    });
  });
}
