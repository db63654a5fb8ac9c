// Fuzzes options and arguments of programs: every factory and every method, with any value in place of a valid one.
// If an argument is a proxy or a getter that throws, its own error may propagate: it belongs to the program.
import { manage } from '@flagstaff/core/management';
import type { Management } from '@flagstaff/core/management';
import { createFlagstaff, embedBootstrap, signBootstrap } from '@flagstaff/core';
import type { Flagstaff } from '@flagstaff/core';
import { lastKnownGoodFile } from '@flagstaff/core/node';
import { createBackoff, createMemoryStorage, failover, readOnly } from '@flagstaff/core/storage';
import { drizzleStorage } from '@flagstaff/drizzle';
import { flags as expressFlags } from '@flagstaff/express';
import { CONTEXTS, fuzz, hostileValue, mutate, SAMPLES } from '@flagstaff/fuzz';
import type { Random } from '@flagstaff/fuzz';
import { flags as fastifyFlags } from '@flagstaff/fastify';
import { flags as honoFlags } from '@flagstaff/hono';
import { createOverrideToken } from '@flagstaff/http';
import { staticKeys } from '@flagstaff/http/endpoint';
import { flags as koaFlags } from '@flagstaff/koa';
import { memoryStorage } from '@flagstaff/memory';
import { fileStorage } from '@flagstaff/memory/file';
import { ofrep } from '@flagstaff/ofrep';
import { FlagstaffProvider } from '@flagstaff/openfeature';
import { redisStorage } from '@flagstaff/redis';
import { httpStorage, relay } from '@flagstaff/relay';
import { count } from '@flagstaff/spec';
import { afterAll, beforeAll, it } from 'vitest';

let client: Flagstaff;
beforeAll(async () => {
  // Frozen, so that it is replaced as a whole: one with other methods is another program.
  client = Object.freeze(createFlagstaff({ storage: createMemoryStorage({ documents: [...SAMPLES] }) }));
  await client.ready();
});
afterAll(() => client.close());

type Call = (...given: never[]) => unknown;
/** A function with arguments that it accepts. */
type Sample = readonly [name: string, call: Call, given: () => readonly unknown[]];

const KEY = { id: 'k', secret: 's'.repeat(32) };
const REQUEST = {
  context: () => ({}),
  readyTimeoutMs: 0,
  visitorCookie: { cookie: 'v', maxAgeSeconds: 60, sameSite: 'lax', path: '/', secure: true },
  overrideTokens: { keys: [KEY], cookie: 'o', header: 'x-o', audience: 'app', maxLifetimeSeconds: 60 },
  environment: { allow: ['staging'], header: 'x-e', query: 'e' },
  trackAttributes: true,
  lookUpMembers: false,
};
const ENDPOINT = {
  authorize: () => true,
  basePath: '/api',
  cors: { origins: ['https://a.example'] },
  events: { maxStreams: 5 },
};

const FACTORIES: readonly Sample[] = [
  [
    'createFlagstaff',
    createFlagstaff,
    () => [
      {
        bootstrap: [SAMPLES[1]],
        environment: 'staging',
        definitions: { a: { type: 'boolean' } },
        pollIntervalMs: 60_000,
        lastKnownGood: { read: async () => undefined, write: async () => undefined },
        hooks: [{}],
        privateAttributes: ['email'],
        exposures: { sink: () => undefined },
        memberCache: { size: 1, maxAgeMs: 1 },
      },
    ],
  ],
  ['memoryStorage', memoryStorage, () => [{ documents: [SAMPLES[1]], historyLimit: 5 }]],
  ['failover', failover, () => [Object.freeze(createMemoryStorage()), Object.freeze(createMemoryStorage())]],
  ['readOnly', readOnly, () => [Object.freeze(createMemoryStorage())]],
  ['createBackoff', createBackoff, () => [{ first: 1, most: 10, random: Math.random }]],
  ['lastKnownGoodFile', lastKnownGoodFile, () => ['/nowhere/copy']],
  ['fileStorage', fileStorage, () => [{ path: '/nowhere/flags.json', pollIntervalMs: 60_000 }]],
  [
    'redisStorage',
    redisStorage,
    () => [{ url: 'redis://127.0.0.1:1', prefix: 'p:', historyLimit: 5, timeoutMs: 5, loadTimeoutMs: 5 }],
  ],
  [
    'drizzleStorage',
    drizzleStorage,
    () => [
      {
        url: 'postgres://127.0.0.1:1/x',
        tablePrefix: 't_',
        schema: 's',
        autoMigrate: true,
        listen: false,
        historyLimit: 5,
        timeoutMs: 5,
      },
    ],
  ],
  [
    'httpStorage',
    httpStorage,
    () => [
      {
        url: 'http://127.0.0.1:1',
        headers: { a: 'b' },
        events: { silenceSeconds: 5 },
        timeoutMs: 5,
        loadTimeoutMs: 5,
        maxBytes: 500,
      },
    ],
  ],
  ['relay', relay, () => [client, ENDPOINT]],
  ['ofrep', ofrep, () => [client, { ...ENDPOINT, expose: 'all', maxBodyBytes: 500, rateLimit: { perSecond: 5 } }]],
  ['staticKeys', staticKeys, () => [['a-key-of-the-right-length']]],
  ['express', expressFlags, () => [client, REQUEST]],
  ['koa', koaFlags, () => [client, REQUEST]],
  ['hono', honoFlags, () => [client, REQUEST]],
  ['fastify', fastifyFlags, () => [client, REQUEST]],
  [
    'FlagstaffProvider',
    (...given: ConstructorParameters<typeof FlagstaffProvider>) => new FlagstaffProvider(...given),
    () => [client, { readyTimeoutMs: 5, environment: 'staging', onTrack: () => undefined, closeClient: false }],
  ],
  [
    'createOverrideToken',
    createOverrideToken,
    () => [{ key: KEY, overrides: { a: 'on' }, audience: 'x', subject: 'y', expiresInSeconds: 60 }],
  ],
  ['signBootstrap', signBootstrap, () => [{ flags: {} }, { secret: KEY.secret, expiresInSeconds: 60 }]],
  ['embedBootstrap', embedBootstrap, () => [{ flags: {} }, { id: 'x' }]],
];

/** Methods of a client and of its management, with arguments that they accept. Contents of objects are fuzzed by their own entry points. */
const METHODS: readonly (readonly [name: keyof Flagstaff | keyof Management, given: readonly unknown[]])[] = [
  [
    'forContext',
    [
      CONTEXTS[0],
      {
        environment: 'staging',
        preferEnvironment: 'staging',
        forcedVariants: new Map([['a', 'on']]),
        clientSideOnly: true,
      },
    ],
  ],
  ['forEnvironment', ['staging']],
  ['ready', [{ timeoutMs: 5 }]],
  ['refresh', [{ olderThanMs: 1e9 }]],
  ['on', ['error', () => undefined]],
  ['get', ['flag:a']],
  ['set', [SAMPLES[1], { actor: 'ann', comment: 'x', ifVersion: 1 }]],
  ['delete', ['flag:gone', { actor: 'ann', ifVersion: 1 }]],
  [
    'commit',
    [
      [
        { type: 'set', document: SAMPLES[1], ifVersion: 1 },
        { type: 'delete', id: 'flag:gone' },
      ],
      { actor: 'ann' },
    ],
  ],
  ['history', [{ id: 'flag:a', limit: 5, cursor: '1' }]],
  ['rollback', [1, { actor: 'ann' }]],
  ['documentsAt', [1]],
  ['revert', [1, { dryRun: true, actor: 'ann' }]],
  ['referencesOf', ['flag:a']],
  ['explain', ['a', { userId: 'u1' }, { environment: 'staging', revision: 1, changes: [] }]],
  ['compare', ['staging', 'production']],
  ['promote', [{ from: 'staging', to: 'production', keys: ['a'], dryRun: true, force: true, actor: 'ann' }]],
  ['pendingChanges', ['a']],
  ['cancelChange', [{ flag: 'a', environment: 'staging', version: 1, at: '2100-01-01', set: { default: 'on' } }]],
  [
    'replaceChange',
    [
      { flag: 'a', version: 1, at: '2100-01-01', set: { default: 'on' } },
      { at: '2100-01-01', set: { default: 'on' } },
    ],
  ],
  ['overridesOf', [{ attribute: 'userId', value: 'u1' }]],
  ['setOverrides', [{ attribute: 'userId', value: 'u1' }, { needed: 'on' }, { actor: 'ann' }]],
  [
    'removeOverrides',
    [
      { attribute: 'userId', value: 'u1' },
      { keys: ['needed'], actor: 'ann' },
    ],
  ],
  ['removeExpiredOverrides', [{ actor: 'ann', comment: 'x' }]],
  ['members', ['s', { limit: 5, cursor: '1' }]],
  ['addMembers', ['s', ['u1', 42]]],
  ['removeMembers', ['s', ['u1']]],
  ['sync', [{ b: { type: 'boolean', variants: { on: true, off: false } } }, { actor: 'ann' }]],
  ['report', [{ settledAfterDays: 30 }]],
  [
    'preview',
    [[{ type: 'set', document: SAMPLES[1] }], { contexts: [CONTEXTS[0]], at: new Date(0), environments: ['staging'] }],
  ],
];

/** Breaks valid arguments in one place. Sometimes several are arbitrary, or the last one is missing. */
function broken(random: Random, valid: readonly unknown[]): unknown[] {
  if (random.chance(0.2)) return valid.map((one) => (random.chance(0.5) ? hostileValue(random) : one));
  if (random.chance(0.03)) return valid.slice(0, -1);
  const at = random.below(valid.length);
  return valid.with(at, mutate(random, valid[at], hostileValue));
}

/** Closes the result of a factory if possible, because it may hold timers. */
async function dispose(made: unknown): Promise<void> {
  if (made === client || typeof made !== 'object' || made === null) return;
  const close: unknown = 'close' in made ? made.close : undefined;
  if (typeof close === 'function') await (close as () => unknown).call(made);
}

it('every factory throws INVALID_OPTIONS or works', async () => {
  await fuzz({
    name: 'options of factories',
    cases: count(480, 60_000),
    codes: ['INVALID_OPTIONS', 'INVALID_DOCUMENT', 'ENVIRONMENT_NOT_FOUND', 'CAPABILITY_MISSING'],
    passesTraps: true,
    async knock(random, note) {
      const [name, call, given] = random.pick(FACTORIES);
      const args = broken(random, given());
      note([name, ...args]);
      const made: unknown = await call(...(args as never[]));
      await dispose(made);
      return name;
    },
  });
});

const WRITES = [
  'VERSION_CONFLICT',
  'DOCUMENT_NOT_FOUND',
  'DOCUMENT_IN_USE',
  'REVISION_NOT_FOUND',
  'CHANGE_NOT_PENDING',
] as const;
const PLACES = ['ENVIRONMENT_NOT_FOUND', 'ENVIRONMENT_PROTECTED', 'CAPABILITY_MISSING', 'READY_TIMEOUT'] as const;

it('every method of a client throws a documented code or works', async () => {
  await fuzz({
    name: 'arguments of methods',
    cases: count(320, 40_000),
    codes: ['INVALID_OPTIONS', 'INVALID_DOCUMENT', ...WRITES, ...PLACES],
    passesTraps: true,
    async knock(random, note) {
      const [name, given] = random.pick(METHODS);
      const args = broken(random, given);
      note([name, ...args]);
      const owner = { ...client, ...manage(client) };
      const made: unknown = await (owner[name] as Call)(...(args as never[]));
      // `on` returns a function that removes the listener.
      if (name === 'on' && typeof made === 'function') (made as () => void)();
      return name;
    },
  });
});
