// Acknowledged writes survive a crash.
import { manage } from '@flagstaff/core/management';
import { describe, expect, it } from 'vitest';
import { count, SOAKING } from '@flagstaff/spec';
import {
  countOf,
  openStore,
  queryMysql,
  queryPostgres,
  report,
  sleep,
  startMariadb,
  startPostgres,
  startWorker,
  until,
} from '@flagstaff/testbed';
import type { Server, StoreSpec, Worker } from '@flagstaff/testbed';
import { answer, client, eachBackend } from './support/each-backend.ts';
import { missingServer } from './support/missing.ts';

const FLAGS = ['a', 'b'] as const;
const WRITERS = 3;
/** Minimum number of commits per writer for a crash to be meaningful. */
const ENOUGH = 10;

/** Returns the greatest number that a worker had acknowledged. */
function acknowledged({ messages }: Worker): number {
  return messages.reduce((most, message) => (message.type === 'acknowledged' ? Math.max(most, message.n) : most), 0);
}

interface Crash {
  readonly spec: StoreSpec;
  readonly crash: (workers: readonly Worker[]) => Promise<void>;
  readonly recover: () => Promise<void>;
}

/** Runs writers on their own flags until a crash. Resolves to the state of what they had acknowledged. */
async function crashDuringWrites({
  spec,
  crash,
  recover,
}: Crash): Promise<{ written: number; missing: number; halves: number; imagined: number }> {
  const flagsOf = (writer: number): [string, string] => [`${FLAGS[0]}-${writer}`, `${FLAGS[1]}-${writer}`];
  const workers = await Promise.all(
    Array.from({ length: WRITERS }, (_, writer) => startWorker({ do: 'write', store: spec, flags: flagsOf(writer) })),
  );
  try {
    await until('writers write', () => workers.every((worker) => acknowledged(worker) > 0), { withinMs: 10_000 });
    await sleep(count(1_200, 6_000));
    await until('they wrote enough', () => workers.every((worker) => acknowledged(worker) > ENOUGH), {
      withinMs: 10_000,
    });
    await crash(workers);
  } finally {
    await Promise.all(workers.map((worker) => worker.kill()));
  }
  await recover();
  const storage = await openStore(spec);
  const result = { written: 0, missing: 0, halves: 0, imagined: 0 };
  try {
    await until('the store responds', async () => (await storage.revision()) !== undefined, { withinMs: 5_000 });
    for (const [writer, worker] of workers.entries()) {
      const said = acknowledged(worker);
      const attempted = worker.messages.reduce(
        (most, message) => ('n' in message ? Math.max(most, message.n) : most),
        0,
      );
      const [a, b] = await Promise.all(flagsOf(writer).map(async (key) => countOf(await storage.get(`flag:${key}`))));
      result.written += said;
      if (a! < said) result.missing += said - a!;
      if (a !== b) result.halves += 1;
      // One write may be in progress when the writer dies. Later ones were never sent.
      if (a! > attempted + 1) result.imagined += 1;
    }
  } finally {
    await storage.close();
  }
  return result;
}

await eachBackend(
  'durability',
  (place, kind) => {
    const { server } = { server: () => place().server };

    it('keeps acknowledged writes intact when it is killed', async () => {
      const rounds = count(1, 3);
      for (let round = 0; round < rounds; round += 1) {
        const spec = place().fresh();
        const victim = server();
        const result = await crashDuringWrites({
          spec,
          // Without a server the writer is the process that crashes.
          crash: async (workers) => {
            if (victim === undefined) await Promise.all(workers.map((worker) => worker.kill()));
            else await victim.kill();
          },
          recover: async () => victim?.restart(),
        });
        report(`9-12 killed, ${kind.name}`, {
          'acknowledged, but missing': { measured: result.missing, criterion: `0 of ${result.written}` },
          'half commits': { measured: result.halves, criterion: '0' },
          'present, but never written': { measured: result.imagined, criterion: '0' },
        });
        expect({ ...result, written: 0 }).toEqual({ written: 0, missing: 0, halves: 0, imagined: 0 });
        if (kind.name === 'libsql') await expectIntegrity(spec.url);
      }
    });

    it('keeps the acknowledged writes of a killed writer', async () => {
      const spec = place().fresh();
      const result = await crashDuringWrites({
        spec,
        crash: async (workers) => {
          await Promise.all(workers.map((worker) => worker.kill()));
        },
        recover: async () => undefined,
      });
      report(`writer killed, ${kind.name}`, {
        'acknowledged, but missing': { measured: result.missing, criterion: `0 of ${result.written}` },
        'half commits': { measured: result.halves, criterion: '0' },
      });
      expect({ ...result, written: 0 }).toEqual({ written: 0, missing: 0, halves: 0, imagined: 0 });
      // The next writer can write immediately.
      const flagstaff = await client(spec);
      const document = await manage(flagstaff).get('flag:a-0');
      await manage(flagstaff).set({
        ...document!,
        kind: 'flag',
        key: 'a-0',
        type: 'number',
        variants: { now: -7 },
        default: 'now',
      });
      expect(answer(flagstaff, 'a-0')).toBe(-7);
    });
  },
  ['mariadb', 'redis', 'postgres', 'libsql'],
);

async function expectIntegrity(url: string): Promise<void> {
  const { createClient } = await import('@libsql/client');
  const file = createClient({ url });
  const { rows } = await file.execute('pragma integrity_check');
  file.close();
  expect(rows[0]?.[0]).toBe('ok');
}

// The controls: the same kill must lose something when the server does not wait for its log.
interface Control {
  readonly server: 'postgres' | 'mariadb';
  readonly setting: string;
  start(): Promise<Server>;
  insert(server: Server): Promise<(n: number) => Promise<unknown>>;
  read(server: Server): Promise<number>;
}

const TABLE = 'create table control (n int primary key)';
const CONTROLS: readonly Control[] = [
  {
    server: 'postgres',
    setting: 'synchronous_commit=off',
    start: () => startPostgres({ args: ['-c', 'synchronous_commit=off', '-c', 'wal_writer_delay=10s'] }),
    async insert(server) {
      const { default: postgres } = await import('postgres');
      await queryPostgres(server.url, TABLE);
      const sql = postgres(server.url, { max: 1 });
      return (n) => sql`insert into control values (${n})`;
    },
    read: async (server) => Number((await queryPostgres(server.url, 'select count(*) as n from control'))[0]?.['n']),
  },
  {
    server: 'mariadb',
    setting: 'flush_log=0',
    start: () => startMariadb({ args: ['--innodb-flush-log-at-trx-commit=0', '--innodb-flush-log-at-timeout=100'] }),
    async insert(server) {
      const { createConnection } = await import('mysql2/promise');
      await queryMysql(server.url, `${TABLE} engine=InnoDB`);
      const connection = await createConnection(server.url);
      connection.on('error', () => undefined);
      return (n) => connection.query('insert into control values (?)', [n]);
    },
    read: async (server) => Number((await queryMysql(server.url, 'select count(*) as n from control'))[0]?.['n']),
  },
];

const absent = new Set<string>();
for (const { server } of CONTROLS) if (SOAKING && (await missingServer(server)) !== undefined) absent.add(server);

describe('power of the kill', () => {
  for (const control of CONTROLS) {
    const title = `${control.server}, ${control.setting}`;
    it.runIf(SOAKING && !absent.has(control.server))(
      `loses acknowledged rows under unsafe settings: ${title}`,
      async () => {
        const server = await control.start();
        try {
          const insert = await control.insert(server);
          let said = 0;
          const writing = (async () => {
            for (let n = 1; ; n += 1) {
              await insert(n);
              said = n;
            }
          })().catch(() => undefined);
          await until('rows are acknowledged', () => said > 300, { withinMs: 5_000 });
          await server.kill();
          await writing;
          await server.restart();
          const lost = said - (await control.read(server));
          report('unsafe settings, control', {
            [title]: { measured: lost, criterion: `> 0 lost of ${said}, else no power` },
          });
          expect(lost, 'no power: killing the server loses nothing even under unsafe settings').toBeGreaterThan(0);
        } finally {
          await server.dispose();
        }
      },
    );
  }
});
