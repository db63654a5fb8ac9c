import { createFlagstaff } from '@flagstaff/core';
import { lastKnownGoodFile } from '@flagstaff/core/node';
import { createMemoryStorage, failover, readOnly } from '@flagstaff/core/storage';
import { drizzleStorage } from '@flagstaff/drizzle';
import { flagstaffTables } from '@flagstaff/drizzle/pg';
import { fileStorage } from '@flagstaff/memory/file';
import { ofrep, staticKeys } from '@flagstaff/ofrep';
import { FlagstaffProvider } from '@flagstaff/openfeature';
import { redisStorage } from '@flagstaff/redis';
import { httpStorage, relay } from '@flagstaff/relay';
import { describe, expect, it } from 'vitest';

const flagstaff = createFlagstaff();
const storage = createMemoryStorage();
const authorize = 'anyone';
const postgres = 'postgres://localhost:5432/none';
const redis = 'redis://localhost:6379/0';
const origin = 'https://flags.example';

/** Values that no name, path or URL can have. */
const HOSTILE: readonly unknown[] = [
  { raw: 'x' },
  {
    toString: (): never => {
      throw new Error('was read');
    },
  },
  Object.create(null),
  [],
  ['x'],
  0,
  Number.NaN,
  2 ** 53,
  10n,
  Symbol('x'),
  () => 'x',
  null,
  '\0',
];

/** True for a plain object: as options, it has none, or an unknown one. */
const isEmpty = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value);

type Factories = { readonly [option: string]: (hostile: never) => unknown };

const PACKAGES: { readonly [name: string]: Factories } = {
  core: {
    'the options of a client': (options) => createFlagstaff(isEmpty(options) ? (5 as never) : options),
    'the environment': (environment) => createFlagstaff({ environment }),
    'the storage': (it_) => createFlagstaff({ storage: it_ }),
    'the flags': (flags) => createFlagstaff({ definitions: isEmpty(flags) ? (5 as never) : flags }),
    'a private attribute': (name) =>
      createFlagstaff({ privateAttributes: [typeof name === 'string' ? (5 as never) : name] }),
    'the backend of readOnly': (it_) => readOnly(it_),
    'the primary': (primary) => failover(primary, storage),
    'the secondary': (secondary) => failover(storage, secondary),
    'the name': (name) => createMemoryStorage({ name }),
    'the path of a copy': (path) => lastKnownGoodFile(path),
  },
  memory: {
    'the path': (path) => fileStorage({ path }),
    'the options of a file': (options) => fileStorage(options),
  },
  drizzle: {
    'the options': (options) => drizzleStorage(options),
    'the url': (url) => drizzleStorage({ url }),
    'the database': (db) => drizzleStorage({ db }),
    'the tablePrefix': (tablePrefix) => drizzleStorage({ url: postgres, tablePrefix: tablePrefix ?? 5 }),
    'the schema': (schema) => drizzleStorage({ url: postgres, schema }),
    'the listen url': (listen) => drizzleStorage({ url: postgres, listen }),
    'the prefix of tables': (prefix) => flagstaffTables({ prefix }),
    'the schema of tables': (schema) => flagstaffTables({ schema }),
  },
  redis: {
    'the options': (options) => redisStorage(options),
    'the url': (url) => redisStorage({ url }),
    'the client': (client) => redisStorage({ client }),
    'the prefix': (prefix) => redisStorage({ url: redis, prefix: prefix ?? 5 }),
  },
  relay: {
    'the options': (options) => httpStorage(options),
    'the url': (url) => httpStorage({ url }),
    'a header': (header) => httpStorage({ url: origin, headers: { authorization: header } }),
    'the options of a relay': (options) => relay(flagstaff, options),
    'the basePath': (basePath) => relay(flagstaff, { authorize, basePath }),
  },
  ofrep: {
    'the options': (options) => ofrep(flagstaff, options),
    'the basePath': (basePath) => ofrep(flagstaff, { authorize, basePath }),
    'the secret': (secret) => ofrep(flagstaff, { authorize, events: { secret } }),
    'the keys': (keys) => staticKeys(keys),
    'a list of keys of another class': () => staticKeys(Object.assign([''], { constructor: 5 })),
    'a key': (key) => staticKeys(['a-key-of-the-right-length', key]),
    'an origin': (given) =>
      ofrep(flagstaff, { authorize, cors: { origins: [typeof given === 'string' ? (5 as never) : given] } }),
  },
  openfeature: {
    'the client': (client) => new FlagstaffProvider(client),
    'a method of the client': (forEnvironment) =>
      new FlagstaffProvider(typeof forEnvironment === 'function' ? (null as never) : { ...flagstaff, forEnvironment }),
    'the environment': (environment) => new FlagstaffProvider(flagstaff, { environment }),
    'the readyTimeoutMs': (ms) =>
      new FlagstaffProvider(flagstaff, { readyTimeoutMs: typeof ms === 'number' ? -1 : ms }),
    'the function onTrack': (onTrack) =>
      new FlagstaffProvider(flagstaff, { onTrack: typeof onTrack === 'function' ? (5 as never) : onTrack }),
  },
};

describe.each(Object.entries(PACKAGES))('%s', (_name, factories) => {
  it.each(Object.entries(factories))('rejects invalid values of %s', (_, make) => {
    for (const hostile of HOSTILE) {
      expect(() => make(hostile as never)).toThrow(expect.objectContaining({ code: 'INVALID_OPTIONS' }));
    }
  });
});
