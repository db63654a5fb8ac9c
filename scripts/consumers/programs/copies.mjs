// An application that is in part CommonJS and in part ES modules has two copies of every package. They must act as one.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { setImmediate } from 'node:timers/promises';
import * as esmCore from '@flagstaff/core';
import * as esmAsync from '@flagstaff/core/async';
import * as esmExplain from '@flagstaff/core/explain';
import * as esmManagement from '@flagstaff/core/management';
import * as esmStorage from '@flagstaff/core/storage';
import * as esmDrizzle from '@flagstaff/drizzle';
import * as esmExpress from '@flagstaff/express';
import { drizzle } from 'drizzle-orm/libsql';
import express from 'express';

const require = createRequire(import.meta.url);
const esm = {
  ...esmCore,
  ...esmAsync,
  ...esmExplain,
  ...esmManagement,
  createMemoryStorage: esmStorage.createMemoryStorage,
  drizzleStorage: esmDrizzle.drizzleStorage,
  flags: esmExpress.flags,
  flagsOf: esmExpress.flagsOf,
};
const commonjs = {
  ...require('@flagstaff/core'),
  ...require('@flagstaff/core/async'),
  ...require('@flagstaff/core/explain'),
  ...require('@flagstaff/core/management'),
  createMemoryStorage: require('@flagstaff/core/storage').createMemoryStorage,
  drizzleStorage: require('@flagstaff/drizzle').drizzleStorage,
  flags: require('@flagstaff/express').flags,
  flagsOf: require('@flagstaff/express').flagsOf,
};
assert.notEqual(esm.createFlagstaff, commonjs.createFlagstaff, 'these are two copies');

const flag = (key, when) => ({ kind: 'flag', key, type: 'boolean', rules: [{ when, serve: 'on' }] });
const DOCUMENTS = [
  { kind: 'segment', key: 'vip', members: 'stored' },
  flag('lounge', { segment: 'vip' }),
  flag('pattern', { attribute: 'email', operator: 'matches', value: '@acme[.]example$' }),
  flag('always', { time: { cron: '* * * * *', duration: 'PT1M' } }),
];
const ADA = { targetingKey: 'ada', email: 'ada@acme.example' };

/** What one copy creates, the other one manages, explains and hands on. */
async function crosses(here, there) {
  const flagstaff = here.createFlagstaff({ storage: there.createMemoryStorage() });
  await flagstaff.ready();
  const management = there.manage(flagstaff);
  assert.equal(management, here.manage(flagstaff), 'a client has one management');
  await management.commit(DOCUMENTS.map((document) => ({ type: 'set', document })));
  await management.addMembers('vip', ['ada']);

  const evaluator = flagstaff.forContext(ADA);
  await evaluator.lookUpMembers();
  for (const key of ['lounge', 'pattern', 'always']) {
    assert.equal(evaluator.isEnabled(key), true, key);
    assert.equal(there.explain(evaluator, key).details.value, true, key);
  }
  assert.equal(
    here.runWithFlags(evaluator, () => there.currentFlags()),
    evaluator,
    'one current evaluator',
  );

  const change = { type: 'set', document: { ...flag('lounge'), rules: [] } };
  const { flips } = await management.preview([change], { contexts: [ADA] });
  assert.ok(JSON.stringify(flips.counts).includes('lounge'), 'a preview looks up stored members');

  const failure = await management.set({ kind: 'flag', key: 'bad' }).catch((error) => error);
  for (const { FlagstaffError, isFlagstaffError } of [here, there]) {
    assert.ok(failure instanceof FlagstaffError);
    assert.ok(isFlagstaffError(failure, 'INVALID_DOCUMENT'));
    assert.ok(!(new Error('another') instanceof FlagstaffError));
  }
  await servesRequests(here, there, flagstaff);
  await flagstaff.close();
  await writesInTransactions(here, there);
  await warnsOnce(here, there);
}

async function servesRequests(here, there, flagstaff) {
  const app = express();
  app.use(here.flags(flagstaff, { context: () => ADA }));
  app.get('/', (request, response) => response.json(there.flagsOf(request, flagstaff) === request.flags));
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const response = await fetch(`http://127.0.0.1:${server.address().port}/`);
  assert.equal(await response.json(), true, 'a request has one evaluator');
  server.close();
}

async function writesInTransactions(here, there) {
  const db = drizzle({ connection: { url: 'file:copies.db' } });
  const flagstaff = here.createFlagstaff({ storage: there.drizzleStorage({ db, autoMigrate: true }) });
  await flagstaff.ready();
  await db.transaction((tx) => here.manage(flagstaff).withTransaction(tx).set(flag('stored', [])));
  await flagstaff.refresh();
  assert.equal(flagstaff.forContext(ADA).isEnabled('stored'), true, 'a store of the other copy');
  await flagstaff.close();
  db.$client.close();
  await rm('copies.db');
}

async function warnsOnce(here, there) {
  const codes = [];
  const listener = ({ code }) => codes.push(code);
  process.on('warning', listener);
  const memory = here.createMemoryStorage({ documents: DOCUMENTS });
  const clients = [];
  for (let count = 0; count < 11; count += 1) {
    const { createFlagstaff } = count % 2 === 0 ? here : there;
    const client = createFlagstaff({ storage: { ...memory, close: async () => undefined } });
    clients.push(client);
    await client.ready();
  }
  await setImmediate();
  assert.deepEqual(
    codes.filter((code) => code === 'MANY_CLIENTS'),
    ['MANY_CLIENTS'],
    'clients of both copies are counted',
  );
  process.off('warning', listener);
  await Promise.all(clients.map((client) => client.close()));
}

await crosses(esm, commonjs);
await crosses(commonjs, esm);
console.log('copies agree');
