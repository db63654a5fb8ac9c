import { admin } from '@flagstaff/admin';
import { createFlagstaff, embedBootstrap, signBootstrap, verifyBootstrap } from '@flagstaff/core';
import { pageFlags } from '@flagstaff/core/browser';
import { manage } from '@flagstaff/core/management';
import { createBackoff, createMemoryStorage, failover, readOnly } from '@flagstaff/core/storage';
import type { FullStorageBackend } from '@flagstaff/core/storage';
import { drizzleStorage } from '@flagstaff/drizzle';
import { flagstaffTables as mysqlTables } from '@flagstaff/drizzle/mysql';
import { flagstaffTables as postgresTables } from '@flagstaff/drizzle/pg';
import { flagstaffTables as sqliteTables } from '@flagstaff/drizzle/sqlite';
import * as express from '@flagstaff/express';
import * as fastify from '@flagstaff/fastify';
import * as hono from '@flagstaff/hono';
import { createOverrideToken } from '@flagstaff/http';
import * as koa from '@flagstaff/koa';
import { memoryStorage } from '@flagstaff/memory';
import { fileStorage, seedFrom } from '@flagstaff/memory/file';
import { ofrep } from '@flagstaff/ofrep';
import { FlagstaffProvider } from '@flagstaff/openfeature';
import { redisStorage } from '@flagstaff/redis';
import { httpStorage, relay } from '@flagstaff/relay';
import { fakeClock, testFlags } from '@flagstaff/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const storage = createMemoryStorage();
const flagstaff = createFlagstaff({ storage, pollIntervalMs: false });
const management = manage(flagstaff);
const flag = { kind: 'flag', key: 'a', type: 'boolean', default: 'on' } as const;
const secret = 's'.repeat(32);
const key = { id: 'k', secret };
const authorize = () => false as const;
const subject = { attribute: 'userId', value: '42' };
const pending = { flag: 'a', at: '2999-01-01T00:00:00Z', set: { default: 'off' }, version: 1 } as const;

beforeAll(async () => {
  await management.set(flag);
  await management.set({ kind: 'environment', key: 'staging' });
  await management.set({ kind: 'segment', key: 'vip', members: 'stored' });
});
afterAll(() => flagstaff.close());

const HISTORY = 'id kind actor since until token revision limit cursor after';

/** A call with options, and the names of all of them. */
type Place = readonly [call: (options: never) => unknown, names: string];

/** The methods of a backend. */
const backend = (of: FullStorageBackend): Record<string, Place> => ({
  set: [(it_) => of.set(flag, it_), 'actor comment via token ifVersion'],
  delete: [(it_) => of.delete('flag:a', it_), 'actor comment via token ifVersion'],
  commit: [
    (it_) => of.commit([{ type: 'set', document: flag }], it_),
    'actor comment via token digest ifEpoch ifToken',
  ],
  'a change': [(it_: object) => of.commit([{ type: 'set', document: flag, ...it_ }]), 'ifVersion'],
  history: [(it_) => of.history(it_), HISTORY],
  listMembers: [(it_) => of.listMembers('vip', it_), 'limit cursor'],
  changeMembers: [(it_: object) => of.changeMembers('vip', { type: 'add', members: ['x'], ...it_ }), 'members'],
  hasMembers: [(it_: object) => of.hasMembers([{ segment: 'vip', member: 'x', ...it_ }]), 'member'],
});

const REQUEST =
  'context awaitContext readyTimeoutMs visitorCookie overrideTokens environment trackAttributes lookUpMembers wrap';
const GUARD = 'fallback flagstaff';
const adapter = (
  name: string,
  {
    flags,
    requireFlag,
    byVariant,
  }: { [method in 'flags' | 'requireFlag' | 'byVariant']: (...given: never[]) => unknown },
): Record<string, Place> => ({
  [`flags of ${name}`]: [(it_) => flags(flagstaff as never, it_), REQUEST],
  [`visitorCookie of ${name}`]: [
    (it_) => flags(flagstaff as never, { visitorCookie: it_ } as never),
    'cookie maxAgeSeconds sameSite path domain secure',
  ],
  [`overrideTokens of ${name}`]: [
    (it_: object) => flags(flagstaff as never, { overrideTokens: { keys: [key], ...it_ } } as never),
    'keys cookie header audience maxLifetimeSeconds',
  ],
  [`environment of ${name}`]: [
    (it_: object) => flags(flagstaff as never, { environment: { allow: ['staging'], ...it_ } } as never),
    'allow header query',
  ],
  [`requireFlag of ${name}`]: [(it_) => requireFlag('a' as never, it_), GUARD],
  [`byVariant of ${name}`]: [(it_) => byVariant('a' as never, {} as never, it_), GUARD],
});

const AUTHORSHIP = 'actor comment via token';
const PLACES: { readonly [group: string]: { readonly [place: string]: Place } } = {
  client: {
    createFlagstaff: [
      (it_) => createFlagstaff(it_),
      'storage environment bootstrap definitions pollIntervalMs lastKnownGood hooks privateAttributes exposures memberCache clock',
    ],
    memberCache: [(it_) => createFlagstaff({ memberCache: it_ }), 'size maxAgeMs'],
    exposures: [(it_: object) => createFlagstaff({ exposures: { sink: () => {}, ...it_ } }), 'sink percentage'],
    forContext: [
      (it_) => flagstaff.forContext({}, it_).isEnabled('a'),
      'at environment preferEnvironment defaultTargetingKey forcedVariants clientSideOnly trackAttributes',
    ],
    'forContext of an environment': [
      (it_) => flagstaff.forEnvironment('staging').forContext({}, it_).isEnabled('a'),
      'at forcedVariants',
    ],
    ready: [(it_) => flagstaff.ready(it_), 'timeoutMs'],
    refresh: [(it_) => flagstaff.refresh(it_), 'olderThanMs'],
    signBootstrap: [(it_: object) => signBootstrap({ flags: {} }, { secret, ...it_ }), 'secret expiresInSeconds'],
    verifyBootstrap: [(it_: object) => verifyBootstrap({}, { secret, ...it_ }), 'secret'],
    embedBootstrap: [(it_) => embedBootstrap({ flags: {} }, it_), 'id'],
    createBackoff: [
      (it_: object) => createBackoff({ first: 1, most: 2, random: Math.random, ...it_ }),
      'first most random',
    ],
  },
  management: {
    set: [(it_) => management.set(flag, it_), 'actor comment via token ifVersion'],
    delete: [(it_) => management.delete('flag:a', it_), 'actor comment via token ifVersion'],
    commit: [(it_) => management.commit([{ type: 'set', document: flag }], it_), AUTHORSHIP],
    'a change': [
      (it_: object) => management.commit([{ type: 'set', document: flag, ...it_ }]),
      'type document id ifVersion',
    ],
    prepareCommit: [(it_) => management.prepareCommit([{ type: 'set', document: flag }], it_), AUTHORSHIP],
    history: [(it_) => management.history(it_), HISTORY],
    rollback: [(it_) => management.rollback(1, it_), AUTHORSHIP],
    revert: [(it_) => management.revert(1, it_), `dryRun changes ${AUTHORSHIP}`],
    explain: [(it_) => management.explain('a', {}, it_), 'environment at revision changes'],
    explainAll: [(it_) => management.explainAll('a', [{}], it_), 'environment at revision changes'],
    evaluateAll: [(it_) => management.evaluateAll(['a'], [{}], it_), 'environment at revision changes'],
    promote: [
      (it_: object) => management.promote({ to: 'staging', ...it_ }),
      'from to keys dryRun force comparison changes actor comment via token',
    ],
    cancelChange: [(it_) => management.cancelChange(pending, it_), 'actor comment via token ifVersion'],
    'a pending change': [
      (it_: object) => management.cancelChange({ ...pending, ...it_ }),
      'flag environment at set version',
    ],
    'the change that is to come': [
      (it_: object) => management.replaceChange(pending, { at: pending.at, set: {}, ...it_ }),
      'at set',
    ],
    overridesOf: [(it_: object) => management.overridesOf({ ...subject, ...it_ }), 'attribute value'],
    setOverrides: [(it_) => management.setOverrides(subject, { a: 'on' }, it_), AUTHORSHIP],
    'an override': [(it_: object) => management.setOverrides(subject, { a: { serve: 'on', ...it_ } }), 'serve expires'],
    removeOverrides: [(it_) => management.removeOverrides(subject, it_), 'keys actor comment via token'],
    removeExpiredOverrides: [(it_) => management.removeExpiredOverrides(it_), AUTHORSHIP],
    members: [(it_) => management.members('vip', it_), 'limit cursor'],
    sync: [(it_) => management.sync({}, it_), `dryRun ${AUTHORSHIP}`],
    'a definition': [
      (it_: object) => management.sync({ new: { type: 'boolean', ...it_ } }),
      'type variants defaultValue description owner removeBy',
    ],
    report: [(it_) => management.report(it_), 'settledAfterDays'],
    preview: [(it_) => management.preview([{ type: 'set', document: flag }], it_), 'contexts at environments'],
  },
  'a backend': backend(storage),
  failover: backend(failover(storage, storage) as FullStorageBackend),
  readOnly: { history: [(it_) => readOnly(storage).history!(it_), HISTORY] },
  factories: {
    memoryStorage: [(it_) => memoryStorage(it_), 'documents historyLimit name'],
    fileStorage: [(it_: object) => fileStorage({ path: 'flags.json', ...it_ }), 'path pollIntervalMs'],
    redisStorage: [
      (it_: object) => redisStorage({ url: 'redis://127.0.0.1:1', ...it_ }),
      'url client prefix historyLimit timeoutMs loadTimeoutMs connectTimeoutMs',
    ],
    drizzleStorage: [
      (it_: object) => drizzleStorage({ url: ':memory:', ...it_ }),
      'url db dialect tablePrefix schema autoMigrate listen historyLimit timeoutMs loadTimeoutMs connectTimeoutMs maxConnections',
    ],
    'tables of PostgreSQL': [(it_) => postgresTables(it_), 'prefix schema'],
    'tables of MySQL': [(it_) => mysqlTables(it_), 'prefix'],
    'tables of SQLite': [(it_) => sqliteTables(it_), 'prefix'],
    httpStorage: [
      (it_: object) => httpStorage({ url: 'https://flags.example', ...it_ }),
      'url headers fetch events timeoutMs loadTimeoutMs maxBytes',
    ],
    'events of httpStorage': [(it_) => httpStorage({ url: 'https://flags.example', events: it_ }), 'silenceSeconds'],
    relay: [
      (it_: object) => relay(flagstaff, { authorize: 'anyone', ...it_ }),
      'authorize basePath cors events sharedCache',
    ],
    ofrep: [
      (it_: object) => ofrep(flagstaff, { authorize: 'anyone', ...it_ }),
      'authorize expose basePath maxBodyBytes rateLimit cors events',
    ],
    'events of ofrep': [
      (it_) => ofrep(flagstaff, { authorize: 'anyone', events: it_ }),
      'secret maxStreams heartbeatSeconds',
    ],
    'events of a relay': [
      (it_) => relay(flagstaff, { authorize: 'anyone', events: it_ }),
      'maxStreams heartbeatSeconds',
    ],
    'sharedCache of a relay': [
      (it_: object) => relay(flagstaff, { authorize: 'anyone', sharedCache: { credentialHeaders: [], ...it_ } }),
      'credentialHeaders',
    ],
    cors: [(it_) => ofrep(flagstaff, { authorize: 'anyone', cors: it_ }), 'origins headers credentials'],
    rateLimit: [(it_) => ofrep(flagstaff, { authorize: 'anyone', rateLimit: it_ }), 'perSecond'],
    FlagstaffProvider: [
      (it_) => new FlagstaffProvider(flagstaff, it_),
      'readyTimeoutMs environment onTrack closeClient',
    ],
    admin: [
      (it_: object) => admin(flagstaff, { authorize, ...it_ }),
      'authorize basePath ui readOnly audience requireComment trustedOrigins frameAncestors maxBodyBytes overrideTokens events',
    ],
    'ui of admin': [(it_) => admin(flagstaff, { authorize, ui: it_ }), 'title links banner accent signIn'],
    'a link of admin': [
      (it_: object) => admin(flagstaff, { authorize, ui: { links: [{ text: 'App', href: '/', ...it_ }] } }),
      'text href',
    ],
    'the banner of admin': [
      (it_: object) => admin(flagstaff, { authorize, ui: { banner: { text: 'Staging', ...it_ } } }),
      'text tone',
    ],
    'overrideTokens of admin': [
      (it_: object) => admin(flagstaff, { authorize, overrideTokens: { key, ...it_ } }),
      'key audience',
    ],
    'events of admin': [(it_) => admin(flagstaff, { authorize, events: it_ }), 'maxStreams heartbeatSeconds'],
    seedFrom: [(it_) => seedFrom(flagstaff, 'flags.json', it_), 'follow actor onRecover'],
    fakeClock: [(it_) => fakeClock(it_), 'now'],
    testFlags: [(it_) => testFlags({}, it_), 'environment definitions'],
    createOverrideToken: [
      (it_: object) => createOverrideToken({ key, overrides: { a: 'on' }, ...it_ } as never),
      'key overrides audience subject maxLifetimeSeconds expiresInSeconds expiresAt',
    ],
  },
  adapters: {
    ...adapter('Express', express),
    ...adapter('Koa', koa),
    ...adapter('Hono', hono),
    ...adapter('Fastify', fastify),
  },
};

describe.each(Object.entries(PLACES))('misspelled options of %s', (_group, places) => {
  it.each(Object.entries(places))('are rejected by %s, with the right name', async (_place, [call, names]) => {
    const before = JSON.stringify([await storage.list(), await storage.listMembers('vip')]);
    for (const name of names.split(' ')) {
      for (const misspelled of new Set([`${name}s`, name.toUpperCase(), `${name.slice(0, -1)}x${name.slice(-1)}`])) {
        const attempt = async (): Promise<unknown> => call({ [misspelled]: undefined } as never);
        const hint = `unknown option "${misspelled}". Did you mean "${name}"?`;
        await expect(attempt(), misspelled).rejects.toMatchObject({
          code: 'INVALID_OPTIONS',
          message: expect.stringContaining(name.length > 2 ? hint : `unknown option "${misspelled}".`) as string,
        });
      }
    }
    expect(JSON.stringify([await storage.list(), await storage.listMembers('vip')])).toBe(before);
  });
});

it('suggests an option that a misspelled one contains, and none for a foreign one', async () => {
  await expect(management.history({ documentId: 'flag:a' } as never)).rejects.toThrow('Did you mean "id"?');
  expect(() => flagstaff.forContext({}, { att: 5 } as never)).toThrow('Did you mean "at"?');
  for (const foreign of ['zzzzzzzz', '', '__proto__', 'constructor', 'x'.repeat(10_000)]) {
    const given = JSON.parse(`{ ${JSON.stringify(foreign)}: 1 }`) as never;
    await expect(management.set(flag, given)).rejects.toThrow(/^set: unknown option .{0,70}\. The options are actor/u);
  }
});

it('rejects a misspelled option of a page, without a suggestion', () => {
  const bootstrap = { flags: {} };
  expect(() => pageFlags({ bootstrap, ofrpe: {} } as never)).toThrow(
    'pageFlags: unknown option "ofrpe". The options are',
  );
  expect(() => pageFlags({ bootstrap, ofrep: { baseURL: '/' } as never })).toThrow('ofrep: unknown option "baseURL".');
});
