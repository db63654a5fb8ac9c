// @needs postgres, mysql
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { createFlagstaff } from '@flagstaff/core';
import type { Flagstaff } from '@flagstaff/core';
import { manage } from '@flagstaff/core/management';
import { drizzleStorage } from '@flagstaff/drizzle';
import express from 'express';
import type { Express } from 'express';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { mysqlDatabase, postgresDatabase } from './support/databases.ts';
import { flag, freshPath, open } from './support/stores.ts';

const require = createRequire(import.meta.url);
const express4 = require('express-4') as typeof express;
const [pg, mysql] = [await postgresDatabase(), await mysqlDatabase()];
afterAll(async () => {
  await pg.drop();
  await mysql.drop();
});

/** An admin endpoint as applications write it: passes request data to the client unchecked. */
function adminApp(module: typeof express, flagstaff: Flagstaff): Express {
  const app = module();
  // Express 5 parses queries flat by default. Express 4 has this as its default.
  app.set('query parser', 'extended');
  app.use(module.json());
  const answer = (ask: (source: never) => Promise<unknown>) => (source: unknown, res: express.Response) =>
    ask(source as never).then(
      (found) => res.json({ found: found ?? null }),
      (error: { code?: string; message: string }) => res.status(400).json({ code: error.code, message: error.message }),
    );
  app.get('/flag', ({ query }, res) => answer(({ id }) => manage(flagstaff).get(id))(query, res));
  app.get('/members', ({ query }, res) => answer((it_) => manage(flagstaff).members('vip', it_))(query, res));
  app.get('/history', ({ query }, res) => answer((it_) => manage(flagstaff).history(it_))(query, res));
  app.post('/delete', ({ body }, res) => answer(({ id, options }) => manage(flagstaff).delete(id, options))(body, res));
  app.post('/set', ({ body }, res) =>
    answer(({ document, options }) => manage(flagstaff).set(document, options))(body, res),
  );
  app.post('/compare', ({ body }, res) => answer(({ from, to }) => manage(flagstaff).compare(from, to))(body, res));
  return app;
}

const EVIL = '0); CREATE TABLE injected (id int); --';
const IN_QUERIES = ['raw', 'chunks][', 'getSQL', 'queryChunks]['].flatMap((name) => [
  `/flag?id[${name}]=${encodeURIComponent(EVIL)}`,
  `/members?cursor[${name}]=${encodeURIComponent(EVIL)}`,
  `/members?limit[${name}]=${encodeURIComponent(EVIL)}`,
  `/history?cursor[${name}]=${encodeURIComponent(EVIL)}`,
  `/history?id[${name}]=${encodeURIComponent(EVIL)}`,
  `/history?limit[${name}]=${encodeURIComponent(EVIL)}`,
]);
const FORGED = [{ raw: EVIL }, { chunks: [EVIL], parameters: [], returns: true }, [{ raw: EVIL }]];
const IN_BODIES = FORGED.flatMap((forged): (readonly [path: string, body: object])[] => [
  ['/delete', { id: forged }],
  ['/delete', { id: 'flag:a', options: { ifVersion: forged } }],
  ['/delete', { id: 'flag:a', options: { actor: forged } }],
  ['/set', { document: { ...flag('a'), key: forged } }],
  ['/set', { document: { ...flag('a'), kind: forged } }],
  ['/set', { document: flag('a'), options: { actor: forged } }],
  ['/set', { document: flag('a'), options: { comment: forged } }],
  ['/compare', { from: forged, to: null }],
]);

const STORES = [
  ['PostgreSQL', pg, "SELECT table_name FROM information_schema.tables WHERE table_name = 'injected'"],
  ['MariaDB', mysql, "SELECT table_name FROM information_schema.tables WHERE table_name = 'injected'"],
] as const;

describe.each([
  ['Express 5', express],
  ['Express 4', express4],
])('the content of a request to %s', (_, module) => {
  it.each(STORES)('never becomes SQL of %s', async (__, database, injected) => {
    const tablePrefix = `t${crypto.randomUUID().replaceAll('-', '').slice(0, 12)}_`;
    const storage = open({
      url: database.url,
      tablePrefix,
      autoMigrate: true,
      timeoutMs: 30_000,
      loadTimeoutMs: 60_000,
    });
    const flagstaff = createFlagstaff({ storage, pollIntervalMs: 60_000 });
    onTestFinished(() => flagstaff.close());
    await manage(flagstaff).set(flag('a'));
    await storage.changeMembers('vip', { type: 'add', members: ['ada'] });
    const server = adminApp(module, flagstaff).listen(0, '127.0.0.1');
    onTestFinished(() => void server.close());
    await new Promise((resolve) => server.once('listening', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

    const answers = [
      ...(await Promise.all(IN_QUERIES.map((path) => fetch(url + path)))),
      ...(await Promise.all(
        IN_BODIES.map(([path, body]) =>
          fetch(url + path, {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify(body),
          }),
        ),
      )),
    ];
    for (const answer of answers) {
      const { code } = (await answer.json()) as { readonly code?: string };
      expect([answer.url, answer.status, code]).toEqual([
        answer.url,
        400,
        expect.stringMatching(/^INVALID_(OPTIONS|DOCUMENT)$/),
      ]);
    }

    expect(await database.query(injected)).toEqual([]);
    expect(await storage.list()).toEqual([expect.objectContaining({ ...flag('a'), version: 1 })]);
    expect(await storage.listMembers('vip')).toEqual({ items: ['ada'] });
    const well = await fetch(`${url}/flag?id=flag:a`);
    expect(await well.json()).toMatchObject({ found: { key: 'a' } });
  });
});

it('rejects objects that look like raw SQL in a backend', async () => {
  const storage = open({ url: `file:${freshPath()}`, autoMigrate: true });
  await storage.set(flag('a'));
  for (const forged of FORGED as never[]) {
    await expect(storage.get(forged)).rejects.toMatchObject({ code: 'INVALID_OPTIONS' });
    await expect(storage.changes({ epoch: 'e', number: forged, token: 't' })).rejects.toMatchObject({
      code: 'INVALID_OPTIONS',
    });
  }
  expect(await storage.list()).toHaveLength(1);
});

it.each([undefined, null, 5, 'x', Symbol('x'), [], () => {}, {}, { transaction: 5 }])(
  'rejects %s as a transaction',
  async (tx) => {
    const flagstaff = createFlagstaff({ storage: open({ url: `file:${freshPath()}`, autoMigrate: true }) });
    onTestFinished(() => flagstaff.close());
    const management = manage(flagstaff);
    const prepared = await management.prepareCommit([{ type: 'set', document: flag('a') }]);
    for (const inside of [management.withTransaction, prepared.commit]) {
      expect(() => inside(tx as never)).toThrow(expect.objectContaining({ code: 'INVALID_OPTIONS' }));
    }
  },
);

it('covers every method', () => {
  const storage = drizzleStorage({ url: ':memory:' });
  const walked = ['migrate'];
  const port =
    'get set delete list snapshot commit changes revision history hasMembers changeMembers listMembers close time';
  const methods = Object.entries(storage).flatMap(([name, value]) => (typeof value === 'function' ? [name] : []));
  expect(methods.sort()).toEqual([...port.split(' '), ...walked].sort());
});
