// Many processes that start at the same moment, each with several clients, as after a deployment.
import { count } from '@flagstaff/spec';
import { counterDocument, queryPostgres, report, sendRedis, startProcess, until } from '@flagstaff/testbed';
import type { BackendName } from '@flagstaff/testbed';
import { expect, it, onTestFinished } from 'vitest';
import { eachBackend, store } from './support/each-backend.ts';

const PROCESSES = count(4, 20);
const CLIENTS = count(5, 10);
const ALL = PROCESSES * CLIENTS;

interface Connections {
  /** Open now. */
  readonly open: number;
  /** Opened since the server started. */
  readonly opened: number;
}

/** What the server itself counts. */
const CONNECTIONS: Partial<Record<BackendName, (url: string) => Promise<Connections>>> = {
  async redis(url) {
    const info = String(await sendRedis(url, 'INFO'));
    const field = (name: string): number => Number(new RegExp(`^${name}:(\\d+)`, 'm').exec(info)?.[1]);
    return { open: field('connected_clients'), opened: field('total_connections_received') };
  },
  async postgres(url) {
    const [row] = await queryPostgres(
      url,
      `select (select count(*) from pg_stat_activity where backend_type = 'client backend') as open,
              (select sessions from pg_stat_database where datname = current_database()) as opened`,
    );
    return { open: Number(row!['open']), opened: Number(row!['opened']) };
  },
};

/** Connections of each client: on Redis, one announces and answers. */
const EACH: Partial<Record<BackendName, number>> = { redis: 1, postgres: 2 };

await eachBackend(
  'processes that start at once',
  (place, { name }) => {
    it('are all ready, with few connections for each client, and never flap', async () => {
      const spec = place().fresh();
      const writer = await store(spec);
      await writer.set(counterDocument('n', 1));
      let asked = 0;
      const connections = (): Promise<Connections> => {
        asked += 1;
        return CONNECTIONS[name]!(place().server!.url);
      };
      const before = await connections();
      const processes = await Promise.all(Array.from({ length: PROCESSES }, () => startProcess()));
      onTestFinished(async () => {
        await Promise.all(processes.map(({ kill }) => kill()));
      });
      const tasks = processes.map(({ assign }) =>
        assign({ do: 'start-many', store: spec, clients: CLIENTS, flag: 'n', last: 2 }),
      );
      await Promise.all(tasks.map(({ ready }) => ready));
      for (const { begin } of tasks) begin();
      const took = await until(
        'all are ready',
        () => tasks.every(({ messages }) => messages.some(({ type }) => type === 'following')),
        { withinMs: 15_000 },
      );
      let now = before;
      await until(
        'all listen, and are counted',
        async () => {
          now = await connections();
          const added = now.open - before.open;
          return added >= EACH[name]! * ALL && now.opened - before.opened >= added;
        },
        { withinMs: 15_000, everyMs: 100 },
      );
      const each = (now.opened - before.opened - asked + 1) / ALL;
      await writer.set(counterDocument('n', 2));
      const outcomes = await Promise.all(tasks.map(({ outcome }) => outcome));
      report(`${PROCESSES} processes with ${CLIENTS} clients at once, ${name}`, {
        'all ready after, ms': { measured: took, criterion: '<= 15,000 for 20 with 10 on an idle machine' },
        'connections opened, each': { measured: each.toFixed(2), criterion: `<= ${1.1 * EACH[name]!}` },
      });
      expect(each).toBeLessThanOrEqual(1.1 * EACH[name]!);
      expect(outcomes).toEqual(outcomes.map(() => ({ successes: CLIENTS, failures: {}, unhandled: [] })));
    });
  },
  ['postgres', 'redis'],
);
