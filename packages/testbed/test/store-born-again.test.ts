// A store that lost a part is not new: only an operator can start it over.
import { createClient } from '@libsql/client';
import { expect, it, onTestFinished } from 'vitest';
import { createFlagstaff } from '@flagstaff/core';
import type { FlagstaffError } from '@flagstaff/core';
import { manage } from '@flagstaff/core/management';
import {
  counterDocument,
  openStore,
  queryMysql,
  queryPostgres,
  sendRedis,
  startRedis,
  until,
} from '@flagstaff/testbed';
import type { BackendName, StoreSpec } from '@flagstaff/testbed';
import { answer, client, eachBackend, readyClients, store } from './support/each-backend.ts';
import { missingServer } from './support/missing.ts';

const LOST = { code: 'STORE_LOST' };
const DEFINITIONS = { n: { type: 'number', variants: { off: 0 }, defaultValue: 0 } } as const;

/** Runs a statement against a SQL store. */
async function run(kind: BackendName, { url }: StoreSpec, statement: string): Promise<unknown> {
  if (kind === 'postgres') return queryPostgres(url, statement);
  if (kind === 'mariadb') return queryMysql(url, statement);
  const database = createClient({ url, timeout: 2_000 });
  try {
    return await database.execute(statement);
  } finally {
    database.close();
  }
}

interface Loss {
  readonly what: string;
  readonly lose: (kind: BackendName, spec: StoreSpec) => Promise<unknown>;
}

const REDIS: readonly Loss[] = [
  { what: 'the hash', lose: (_, spec) => redis(spec, 'DEL', 'data') },
  { what: 'the revision in the hash', lose: (_, spec) => redis(spec, 'HDEL', 'data', 'epoch', 'rev', 'tok', 'prev') },
  {
    what: 'the revision and the log',
    async lose(_, spec) {
      await redis(spec, 'HDEL', 'data', 'epoch', 'rev', 'tok', 'prev');
      await redis(spec, 'DEL', 'log');
    },
  },
];

const SQL: readonly Loss[] = [
  { what: 'the row of meta', lose: emptied('meta') },
  { what: 'the rows of meta and documents', lose: emptied('documents', 'meta') },
  { what: 'the rows of meta and log', lose: emptied('log', 'meta') },
];

function redis(spec: StoreSpec, command: string, key: string, ...more: readonly string[]): Promise<unknown> {
  return sendRedis(spec.url, command, `{${spec.kind === 'redis' ? spec.prefix : ''}}${key}`, ...more);
}

function emptied(...tables: readonly string[]): Loss['lose'] {
  return async (kind, spec) => {
    if (spec.kind !== 'drizzle') throw new Error('There are no tables.');
    for (const table of tables) await run(kind, spec, `delete from ${spec.tablePrefix}${table}`);
  };
}

await eachBackend(
  'a store that lost a part',
  (place, kind) => {
    it.each(kind.name === 'redis' ? REDIS : SQL)('is not started over after it lost $what', async ({ lose }) => {
      const spec = place().fresh();
      const writer = await store(spec);
      await writer.set(counterDocument('n', 1));
      const [follower] = await readyClients(spec, 1, { pollIntervalMs: 500 });
      await lose(kind.name, spec);
      const [fresh, storage] = [await client(spec), await openStore(spec)];
      onTestFinished(() => storage.close());
      for (const one of [fresh, follower!]) {
        await expect(manage(one).sync(DEFINITIONS)).rejects.toMatchObject(LOST);
        await expect(manage(one).set(counterDocument('n', 2))).rejects.toMatchObject(LOST);
        await expect(manage(one).delete('flag:n')).rejects.toMatchObject(LOST);
      }
      await expect(storage.set(counterDocument('n', 2))).rejects.toMatchObject(LOST);
      await expect(storage.commit([{ type: 'set', document: counterDocument('m', 2) }])).rejects.toMatchObject(LOST);
      await expect(storage.commit([{ type: 'delete', id: 'flag:n' }])).rejects.toMatchObject({
        code: expect.stringMatching(/STORE_LOST|DOCUMENT_NOT_FOUND/),
      });
      await expect(storage.revision()).rejects.toMatchObject(LOST);
      await expect(storage.snapshot()).rejects.toMatchObject(LOST);
      // A new instance does not treat the loss as an empty store either.
      await expect(fresh.ready({ timeoutMs: 300 })).rejects.toMatchObject({ code: 'READY_TIMEOUT' });
      await until('the follower is stale', () => follower!.state === 'stale', { withinMs: 4_000 });
      expect(answer(follower!, 'n')).toBe(1);
    });

    it('is started over after an operator has deleted the rest', async () => {
      const spec = place().fresh();
      const writer = await store(spec);
      await writer.set(counterDocument('n', 1));
      const [follower] = await readyClients(spec, 1, { pollIntervalMs: 500 });
      if (kind.name === 'redis') {
        await redis(spec, 'DEL', 'data');
        await redis(spec, 'DEL', 'log');
      } else await emptied('log', 'documents', 'meta')(kind.name, spec);
      await until('the follower is stale', () => follower!.state === 'stale', { withinMs: 4_000 });
      // An instance that has the documents does not start a store without them.
      await expect(manage(follower!).sync(DEFINITIONS)).rejects.toMatchObject(LOST);
      const fresh = await client(spec);
      expect((await manage(fresh).sync(DEFINITIONS)).created).toEqual(['flag:n']);
      await until('the follower follows', () => answer(follower!, 'n') === 0, { withinMs: 8_000 });
    });

    it('is not started over by an instance with a last-known-good copy', async () => {
      const spec = place().fresh();
      let text: string | undefined;
      const lastKnownGood = {
        read: async () => text,
        async write(copy: string) {
          text = copy;
        },
      };
      const before = createFlagstaff({ storage: await openStore(spec), lastKnownGood });
      await manage(before).set(counterDocument('n', 1));
      await before.close();
      expect(text).toContain('"n"');
      await place().destroy(spec);
      const restarted = await client(spec, { lastKnownGood });
      await expect(manage(restarted).sync(DEFINITIONS)).rejects.toMatchObject({
        code: expect.stringMatching(/STORE_LOST|STORAGE_UNINITIALIZED/),
      });
      expect(answer(restarted, 'n')).toBe(1);
    });
  },
  ['redis', 'postgres', 'mariadb', 'libsql'],
  ['redis', 'libsql'],
);

const noRedis = (await missingServer('redis')) !== undefined;

it.skipIf(noRedis).each([
  ['allkeys-lru', ['STORE_EVICTS']],
  ['volatile-lru', []],
])('a Redis with the policy %s reports %j once', async (policy, codes) => {
  const server = await startRedis({ args: ['--maxmemory-policy', policy] });
  onTestFinished(() => server.dispose());
  const flagstaff = await client({ kind: 'redis', url: server.url, prefix: 'evict:' }, { pollIntervalMs: 500 });
  const problems: FlagstaffError[] = [];
  flagstaff.on('error', (problem) => problems.push(problem));
  await manage(flagstaff).set(counterDocument('n', 1));
  await until('it has checked', () => problems.length >= codes.length, { withinMs: 4_000 });
  await flagstaff.refresh();
  await flagstaff.refresh();
  expect(problems.map(({ code }) => code)).toEqual(codes);
});

it.skipIf(noRedis).each([
  ['no right to ask', '-config', '-info', []],
  ['the right to INFO alone', '-config', '+info', ['STORE_EVICTS']],
  ['the right to CONFIG alone', '+config|get', '-info', ['STORE_EVICTS']],
])('a Redis user with %s', async (_, config, info, codes) => {
  const server = await startRedis({ args: ['--maxmemory-policy', 'allkeys-lfu'] });
  onTestFinished(() => server.dispose());
  await sendRedis(server.url, 'ACL', 'SETUSER', 'flags', 'on', '>secret', '~*', '&*', '+@all', config, info);
  const url = server.url.replace('redis://', 'redis://flags:secret@');
  const flagstaff = await client({ kind: 'redis', url, prefix: 'evict:' });
  const problems: FlagstaffError[] = [];
  flagstaff.on('error', (problem) => problems.push(problem));
  await manage(flagstaff).set(counterDocument('n', 1));
  await until('it has checked', () => problems.length >= codes.length, { withinMs: 4_000 });
  await flagstaff.refresh();
  expect(problems.map(({ code }) => code)).toEqual(codes);
});

it.skipIf(noRedis)('a Redis that evicted the flags keeps every instance on its last documents', async () => {
  const server = await startRedis({ args: ['--maxmemory-policy', 'allkeys-random'] });
  onTestFinished(() => server.dispose());
  const spec: StoreSpec = { kind: 'redis', url: server.url, prefix: 'evict:' };
  const writer = await client(spec);
  await manage(writer).set(counterDocument('n', 1));
  const [follower] = await readyClients(spec, 1, { pollIntervalMs: 500 });
  const blob = 'x'.repeat(200_000);
  const used = Number(/used_memory:(\d+)/.exec(String(await sendRedis(server.url, 'INFO', 'memory')))?.[1]);
  await sendRedis(server.url, 'CONFIG', 'SET', 'maxmemory', String(used + 3_000_000));
  // Other keys use up the memory until the hash is evicted.
  for (let n = 0; (await sendRedis(server.url, 'EXISTS', '{evict:}data')) === 1 && n < 2_000; n += 1) {
    await sendRedis(server.url, 'SET', `pressure ${n}`, blob);
  }
  expect(await sendRedis(server.url, 'EXISTS', '{evict:}data')).toBe(0);
  await until('the follower is stale', () => follower!.state === 'stale', { withinMs: 4_000 });
  await expect(manage(follower!).sync(DEFINITIONS)).rejects.toMatchObject(LOST);
  await expect(manage(writer).sync(DEFINITIONS)).rejects.toMatchObject(LOST);
  expect({ follower: answer(follower!, 'n'), writer: answer(writer, 'n') }).toEqual({ follower: 1, writer: 1 });
});
