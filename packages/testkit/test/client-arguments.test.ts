import { explain } from '@flagstaff/core/explain';
import { createFlagstaff, ERROR_CODES, FlagstaffError, isFlagstaffError } from '@flagstaff/core';
import type { Evaluator, Flagstaff } from '@flagstaff/core';
import { createMemoryStorage } from '@flagstaff/core/storage';
import { manage } from '@flagstaff/core/management';
import type { Management } from '@flagstaff/core/management';
import { expect, it, onTestFinished } from 'vitest';
import { hostileValues } from '../src/storage/hostile.ts';

/** One argument of a method that may receive an invalid value. True when the method accepts any value, as documented. */
type Place<T> = readonly [
  call: (target: T, hostile: never) => unknown,
  takes?: boolean | ((value: unknown) => boolean),
];
type Places<T> = { readonly [place: string]: Place<T> };
type Method<T> = { [M in keyof T & string]: T[M] extends (...given: never) => unknown ? M : never }[keyof T & string];

const isText = (value: unknown): boolean => typeof value === 'string';
const isNumber = (value: unknown): boolean => typeof value === 'number';
const isNothing = (value: unknown): boolean => value === null;
const isEmptyList = (value: unknown): boolean => Array.isArray(value) && value.length === 0;
const isFunction = (value: unknown): boolean => typeof value === 'function';
/** A finite number, or a string that every store can keep. */
const isMember = (value: unknown): boolean =>
  Number.isFinite(value) || (typeof value === 'string' && /^[^\0\p{Surrogate}]{1,256}$/u.test(value));
const isMembers = (value: unknown): boolean => Array.isArray(value) && value.every(isMember);
const isKey = (value: unknown): boolean => value === 'a';
/** An object with unknown options, or with none. */
function isPlain(value: unknown): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return (prototype === null || prototype === Object.prototype) && typeof { ...(value as object) } === 'object';
}

const document = { kind: 'flag', key: 'a', type: 'boolean', default: 'on' } as const;
const subject = { attribute: 'userId', value: '42' };
const pending = { flag: 'a', at: '2999-01-01T00:00:00Z', set: { default: 'off' }, version: 1 } as const;
const by = { at: '2999-02-01T00:00:00Z', set: { default: 'off' } } as const;
/** A condition that never holds, so that accepted values are not written. */
const never = { ifVersion: 99 };
/** The actor and the comment among the options of a method. */
const authorship = (call: (client: Management, options: never) => unknown): Places<Management> => ({
  'the options': [call, isPlain],
  actor: [(client, actor) => call(client, { ...never, actor } as never), isText],
  comment: [(client, comment) => call(client, { ...never, comment } as never), isText],
  via: [(client, via) => call(client, { ...never, via } as never), isText],
  token: [(client, token) => call(client, { ...never, token } as never)],
});

const CLIENT: { readonly [M in Method<Flagstaff>]: Places<Flagstaff> } = {
  forContext: {
    'the context': [(client, context) => client.forContext(context).isEnabled('a'), true],
    'the options': [(client, options) => client.forContext({}, options).isEnabled('a'), isPlain],
    at: [(client, at) => client.forContext({}, { at }).isEnabled('a')],
    environment: [(client, environment) => client.forContext({}, { environment }).isEnabled('a'), isKey],
    preferEnvironment: [(client, it_) => client.forContext({}, { preferEnvironment: it_ }).isEnabled('a'), isText],
    overrides: [
      (client, overrides) => client.forContext({}, { forcedVariants: overrides }).isEnabled('a'),
      (map) => map instanceof Map,
    ],
    clientSideOnly: [
      (client, clientSideOnly) => client.forContext({}, { clientSideOnly }).isEnabled('a'),
      (value) => value === true,
    ],
    trackAttributes: [
      (client, it_) => client.forContext({}, { trackAttributes: it_ }).vary(),
      (value) => value === true,
    ],
  },
  forEnvironment: {
    'the environment': [(client, environment) => client.forEnvironment(environment), isKey],
    'the options': [(client, options) => client.forEnvironment('a').forContext({}, options).isEnabled('a'), isPlain],
  },
  ready: {
    'the options': [(client, options) => client.ready(options), isPlain],
    timeoutMs: [(client, timeoutMs) => client.ready({ timeoutMs }), isNumber],
  },
  refresh: {
    'the options': [(client, options) => client.refresh(options), isPlain],
    olderThanMs: [(client, olderThanMs) => client.refresh({ olderThanMs }), isNumber],
  },
  snapshot: {},
  on: {
    'the event': [(client, event) => client.on(event, () => {})],
    'the listener': [(client, listener) => client.on('change', listener)(), isFunction],
  },
  reportError: { 'the problem': [(client, problem) => client.reportError(problem)] },
  close: {},
};

const MANAGEMENT: { readonly [M in Method<Management>]: Places<Management> } = {
  describe: {},
  clockSkewMs: {},
  // The store decides what a transaction is, and this one has none.
  withTransaction: { 'the transaction': [(client, tx) => client.withTransaction(tx), true] },
  prepareCommit: {
    'the changes': [(client, changes) => client.prepareCommit(changes)],
    'a change': [(client, change) => client.prepareCommit([change])],
    ...authorship((client, options) => client.prepareCommit([{ type: 'set', document, ...never }], options)),
  },
  get: { 'the id': [(client, id) => client.get(id), isText] },
  list: {},
  set: {
    'the document': [(client, it_) => client.set(it_)],
    ifVersion: [(client, ifVersion) => client.set(document, { ifVersion })],
    ...authorship((client, options) => client.set({ ...document, key: 'gone', type: 'odd' } as never, options)),
  },
  delete: {
    'the id': [(client, id) => client.delete(id), isText],
    ifVersion: [(client, ifVersion) => client.delete('flag:a', { ifVersion })],
    ...authorship((client, options) => client.delete('flag:gone', options)),
  },
  commit: {
    'the changes': [(client, changes) => client.commit(changes)],
    'a change': [(client, change) => client.commit([change])],
    'a type': [(client, type) => client.commit([{ type, document }])],
    'a document': [(client, it_) => client.commit([{ type: 'set', document: it_ }])],
    'an id': [(client, id) => client.commit([{ type: 'delete', id }]), isText],
    ifVersion: [(client, ifVersion) => client.commit([{ type: 'set', document, ifVersion }])],
    ...authorship((client, options) => client.commit([{ type: 'set', document, ...never }], options)),
  },
  history: {
    'the query': [(client, query) => client.history(query), isPlain],
    id: [(client, id) => client.history({ id }), isText],
    limit: [(client, limit) => client.history({ limit }), isNumber],
    cursor: [(client, cursor) => client.history({ cursor })],
    after: [(client, after) => client.history({ after }), (value) => value === ''],
    kind: [(client, kind) => client.history({ kind })],
    actor: [(client, actor) => client.history({ actor }), isText],
    since: [(client, since) => client.history({ since })],
    until: [(client, until) => client.history({ until })],
    token: [(client, token) => client.history({ token }), isText],
    revision: [(client, revision) => client.history({ revision }), isNumber],
  },
  commitByToken: { 'the token': [(client, token) => client.commitByToken(token), isText] },
  commitAt: { 'the revision': [(client, revision) => client.commitAt(revision), isNumber] },
  documentsAt: { 'the revision': [(client, revision) => client.documentsAt(revision), isNumber] },
  revert: {
    'the revision': [(client, revision) => client.revert(revision), isNumber],
    dryRun: [(client, dryRun) => client.revert(99, { dryRun }), (value) => typeof value === 'boolean'],
    changes: [(client, changes) => client.revert(99, { changes }), (list) => Array.isArray(list)],
    ...authorship((client, options) => client.revert(99, options)),
  },
  referencesOf: { 'the id': [(client, id) => client.referencesOf(id), isText] },
  closureOf: { 'the id': [(client, id) => client.closureOf(id), isText] },
  explain: {
    'the flag': [(client, key) => client.explain(key, {}), isKey],
    'the context': [
      (client, context) => client.explain('a', context),
      (it_) => typeof it_ === 'object' && it_ !== null && !Array.isArray(it_),
    ],
    'the options': [(client, options) => client.explain('a', {}, options), isPlain],
    environment: [
      (client, environment) => client.explain('a', {}, { environment }),
      (value) => value === null || isKey(value),
    ],
    at: [(client, at) => client.explain('a', {}, { at }), isNothing],
    revision: [(client, revision) => client.explain('a', {}, { revision }), isNumber],
    changes: [(client, changes) => client.explain('a', {}, { changes }), isEmptyList],
    'a change': [(client, change) => client.explain('a', {}, { changes: [change] })],
  },
  explainAll: {
    'the flag': [(client, key) => client.explainAll(key, [{}]), isKey],
    'the contexts': [(client, contexts) => client.explainAll('a', contexts), (list) => Array.isArray(list)],
    'the options': [(client, options) => client.explainAll('a', [{}], options), isPlain],
  },
  evaluateAll: {
    'the flags': [(client, keys) => client.evaluateAll(keys, [{}]), isEmptyList],
    'a flag': [(client, key) => client.evaluateAll([key], [{}]), isKey],
    'the contexts': [(client, contexts) => client.evaluateAll(['a'], contexts), (list) => Array.isArray(list)],
    'the options': [(client, options) => client.evaluateAll(['a'], [{}], options), isPlain],
  },
  rollback: {
    'the revision': [(client, revision) => client.rollback(revision), isNumber],
    ...authorship((client, options) => client.rollback(99, options)),
  },
  compare: {
    from: [(client, from) => client.compare(from, undefined), (value) => isKey(value) || isNothing(value)],
    to: [(client, to) => client.compare(undefined, to), (value) => isKey(value) || isNothing(value)],
  },
  promote: {
    'the options': [(client, options) => client.promote(options)],
    from: [(client, from) => client.promote({ from, to: 'gone' }), (value) => isKey(value) || isNothing(value)],
    to: [(client, to) => client.promote({ to, dryRun: true }), isKey],
    flags: [(client, flags) => client.promote({ to: 'gone', keys: flags }), isEmptyList],
    'a flag': [(client, flag) => client.promote({ to: 'gone', keys: [flag] }), isKey],
    dryRun: [(client, dryRun) => client.promote({ to: 'gone', dryRun }), (value) => value === true],
    force: [(client, force) => client.promote({ to: 'gone', force }), (value) => value === true],
    comparison: [(client, comparison) => client.promote({ to: 'gone', comparison })],
    changes: [(client, changes) => client.promote({ to: 'gone', changes }), (list) => Array.isArray(list)],
    actor: [(client, actor) => client.promote({ to: 'gone', actor }), isText],
    comment: [(client, comment) => client.promote({ to: 'gone', comment }), isText],
  },
  pendingChanges: { 'the flag': [(client, flag) => client.pendingChanges(flag), isKey] },
  cancelChange: {
    'the change': [(client, change) => client.cancelChange(change)],
    flag: [(client, flag) => client.cancelChange({ ...pending, flag }, never), isText],
    environment: [(client, environment) => client.cancelChange({ ...pending, environment }, never), isText],
    at: [(client, at) => client.cancelChange({ ...pending, at }, never), isText],
    set: [(client, set) => client.cancelChange({ ...pending, set }, never), true],
    ifVersion: [(client, ifVersion) => client.cancelChange(pending, { ifVersion })],
    ...authorship((client, options) => client.cancelChange({ ...pending, flag: 'gone' }, options)),
  },
  replaceChange: {
    'the change': [(client, change) => client.replaceChange(change, by)],
    'the other change': [(client, other) => client.replaceChange(pending, other)],
    at: [(client, at) => client.replaceChange(pending, { ...by, at })],
    set: [(client, set) => client.replaceChange(pending, { ...by, set })],
    ...authorship((client, options) => client.replaceChange({ ...pending, flag: 'gone' }, by, options)),
  },
  overridesOf: {
    'the subject': [(client, it_) => client.overridesOf(it_)],
    attribute: [(client, attribute) => client.overridesOf({ ...subject, attribute }), isText],
    value: [(client, value) => client.overridesOf({ ...subject, value }), (value) => isText(value) || isNumber(value)],
  },
  setOverrides: {
    'the subject': [(client, it_) => client.setOverrides(it_, { a: 'on' })],
    attribute: [(client, attribute) => client.setOverrides({ ...subject, attribute }, { gone: 'on' }), isText],
    value: [
      (client, value) => client.setOverrides({ ...subject, value }, { gone: 'on' }),
      (value) => isText(value) || isNumber(value),
    ],
    'the overrides': [(client, overrides) => client.setOverrides(subject, overrides), isPlain],
    'an override': [(client, override) => client.setOverrides(subject, { a: override })],
    serve: [(client, serve) => client.setOverrides(subject, { a: { serve } })],
    expires: [(client, expires) => client.setOverrides(subject, { a: { serve: 'on', expires } })],
    ...authorship((client, options) => client.setOverrides(subject, { gone: 'on' }, options)),
  },
  removeOverrides: {
    'the subject': [(client, it_) => client.removeOverrides(it_)],
    keys: [(client, keys) => client.removeOverrides({ ...subject, value: 'x' }, { keys }), isEmptyList],
    'a flag': [(client, flag) => client.removeOverrides({ ...subject, value: 'x' }, { keys: [flag] }), isKey],
    ...authorship((client, options) => client.removeOverrides({ ...subject, value: 'x' }, options)),
  },
  removeExpiredOverrides: authorship((client, options) => client.removeExpiredOverrides(options)),
  members: {
    'the segment': [(client, segment) => client.members(segment), isKey],
    'the query': [(client, query) => client.members('vip', query), isPlain],
    limit: [(client, limit) => client.members('vip', { limit }), isNumber],
    cursor: [(client, cursor) => client.members('vip', { cursor }), isText],
  },
  addMembers: {
    'the segment': [(client, segment) => client.addMembers(segment, []), isKey],
    // Every valid member is one already.
    'the members': [(client, members) => client.addMembers('vip', members), isMembers],
    'a member': [(client, member) => client.addMembers('vip', [member]), isMember],
  },
  removeMembers: {
    'the segment': [(client, segment) => client.removeMembers(segment, ['absent']), isKey],
    'the members': [(client, members) => client.removeMembers('other', members), isMembers],
    'a member': [(client, it_) => client.removeMembers('other', [it_]), isMember],
  },
  sync: {
    // An empty list creates nothing.
    'the definitions': [(client, definitions) => client.sync(definitions), isBare],
    'a definition': [(client, definition) => client.sync({ new: definition })],
    type: [(client, type) => client.sync({ new: { type } })],
    variants: [(client, variants) => client.sync({ new: { type: 'string', variants, defaultValue: 'x' } })],
    dryRun: [(client, dryRun) => client.sync({}, { dryRun }), (value) => typeof value === 'boolean'],
    ...authorship((client, options) => client.sync({}, options)),
  },
  report: {
    'the options': [(client, options) => client.report(options), isPlain],
    settledAfterDays: [(client, settledAfterDays) => client.report({ settledAfterDays }), isNumber],
  },
  preview: {
    'the changes': [(client, changes) => client.preview(changes), isEmptyList],
    'a change': [(client, change) => client.preview([change])],
    // A fault of a document is an issue of the preview.
    'a document': [(client, it_) => client.preview([{ type: 'set', document: it_ }]), true],
    'an id': [(client, id) => client.preview([{ type: 'delete', id }]), isText],
    ifVersion: [(client, ifVersion) => client.preview([{ type: 'set', document, ifVersion }])],
    'the options': [(client, options) => client.preview([{ type: 'set', document }], options), isPlain],
    contexts: [
      (client, contexts) => client.preview([{ type: 'set', document }], { contexts }),
      (list) => Array.isArray(list),
    ],
    'a context': [
      (client, context) => client.preview([{ type: 'set', document }], { contexts: [context] }),
      (it_) => typeof it_ === 'object' && it_ !== null && !Array.isArray(it_),
    ],
    at: [(client, at) => client.preview([{ type: 'set', document }], { at })],
    environments: [(client, keys) => client.preview([{ type: 'set', document }], { environments: keys }), isEmptyList],
  },
};

function isBare(value: unknown): boolean {
  return isPlain(value) && Object.keys(value as object).length === 0;
}

const CHECKS: { readonly [M in Method<Evaluator>]: Places<Evaluator> } = {
  isEnabled: { 'the key': [(flags, key) => flags.isEnabled(key), true] },
  value: {
    'the key': [(flags, key) => flags.value(key, false), true],
    'the default': [(flags, defaultValue) => void flags.value('a', defaultValue), true],
  },
  details: {
    'the key': [(flags, key) => flags.details(key, false), true],
    'the default': [(flags, defaultValue) => flags.details('a', defaultValue), true],
  },
  variant: { 'the key': [(flags, key) => flags.variant(key), true] },
  resolve: { 'the key': [(flags, key) => flags.resolve(key), true] },
  with: { 'the attributes': [(flags, attributes) => flags.with(attributes).isEnabled('a'), true] },
  lookUpMembers: {},
  all: {},
  bootstrap: {},
  vary: {},
};

const DOCUMENTED = Object.keys(ERROR_CODES);
const REFUSALS: readonly string[] = ['INVALID_OPTIONS', 'INVALID_DOCUMENT'];

async function assertHandled(attempt: () => unknown, mayTake: boolean, title: string): Promise<void> {
  let error: unknown;
  try {
    await attempt();
  } catch (thrown) {
    error = thrown;
  }
  if (error === undefined) {
    expect(mayTake, `${title} is rejected`).toBe(true);
  } else {
    const found = isFlagstaffError(error) ? error.code : 'an error of another kind';
    expect((mayTake ? DOCUMENTED : REFUSALS).includes(found), `${title}: ${found}`).toBe(true);
  }
}

async function makeClient(): Promise<{ client: Flagstaff; content: () => Promise<string> }> {
  const storage = createMemoryStorage();
  const client = createFlagstaff({
    storage,
    pollIntervalMs: 60_000,
    definitions: { a: { type: 'boolean' } },
    hooks: [{ after: () => {} }],
    exposures: { sink: () => {} },
  }) as unknown as Flagstaff;
  onTestFinished(() => client.close());
  await manage(client).set({
    ...document,
    schedule: [{ at: pending.at, set: pending.set }],
    overrides: [{ ...subject, serve: 'off' }],
  });
  await manage(client).set({ kind: 'segment', key: 'vip', members: 'stored' });
  await manage(client).addMembers('vip', [
    'ada',
    'flag:a',
    ...[...hostileValues().values()].filter(isMember),
  ] as string[]);
  const content = async (): Promise<string> =>
    JSON.stringify([await storage.list(), await storage.listMembers('vip'), await storage.history()]);
  return { client, content };
}

/** Returns false for a value that throws when it is read. */
function holds(takes: (value: unknown) => boolean, value: unknown): boolean {
  try {
    return takes(value);
  } catch {
    return false;
  }
}

async function walk<T>(target: T, method: string, places: Places<T>, content: () => Promise<string>): Promise<void> {
  const before = await content();
  for (const [place, [call, takes = false]] of Object.entries(places)) {
    for (const [oddity, value] of hostileValues()) {
      const mayTake = typeof takes === 'function' ? holds(takes, value) : takes;
      await assertHandled(() => call(target, value as never), mayTake, `${method}: ${oddity} as ${place}`);
    }
    expect(await content(), `${method}: nothing changes for any ${place}`).toBe(before);
  }
}

/** Returns whether the client accepts a write and follows it. */
async function isWorking(client: Flagstaff): Promise<boolean> {
  const { version } = await manage(client).set({ ...document, default: 'off' });
  return version === 2 && !client.forContext({}).isEnabled('a');
}

it.each(Object.entries(CLIENT))(
  '%s rejects arguments of the wrong type, and nothing changes',
  async (method, places) => {
    const { client, content } = await makeClient();
    await walk(client, method, places, content);
    expect(await isWorking(client)).toBe(true);
  },
);

it.each(Object.entries(MANAGEMENT))(
  '%s of management rejects arguments of the wrong type, and nothing changes',
  async (method, places) => {
    const { client, content } = await makeClient();
    await walk(manage(client), method, places, content);
    expect(await isWorking(client)).toBe(true);
  },
);

it('manage accepts only a client', () => {
  for (const value of hostileValues().values()) {
    expect(() => manage(value as never)).toThrow(expect.objectContaining({ code: 'INVALID_OPTIONS' }));
  }
});

it('explain accepts only an evaluator', () => {
  for (const value of hostileValues().values()) {
    expect(() => explain(value as never, 'a')).toThrow(expect.objectContaining({ code: 'INVALID_OPTIONS' }));
  }
});

const EXPLAIN: Places<Evaluator> = { 'the key': [(flags, key) => explain(flags, key), true] };

it.each(Object.entries({ ...CHECKS, explain: EXPLAIN }))('%s of an evaluator never throws', async (method, places) => {
  const { client, content } = await makeClient();
  const flags = client.forContext({});
  await walk<Evaluator>(flags, method, places, content);
  expect(flags.isEnabled('a')).toBe(true);
});

it('covers every method of a client, of management and of an evaluator', async () => {
  const { client } = await makeClient();
  const methodsOf = (object: object): string[] =>
    [object, Object.getPrototypeOf(object) as object]
      .filter((owner) => owner !== Object.prototype)
      .flatMap((owner) => Object.entries(Object.getOwnPropertyDescriptors(owner)))
      .filter(([name, { value }]) => typeof value === 'function' && name !== 'constructor')
      .map(([name]) => name);
  expect(methodsOf(client).sort()).toEqual(Object.keys(CLIENT).sort());
  expect(methodsOf(manage(client)).sort()).toEqual(Object.keys(MANAGEMENT).sort());
  expect(methodsOf(client.forContext({})).sort()).toEqual(Object.keys(CHECKS).sort());
});

it('returns the default and a reason for a key that is not a string', async () => {
  const { client } = await makeClient();
  const flags = client.forContext({});
  for (const value of hostileValues().values()) {
    if (value === 'a') continue;
    const key = value as never;
    expect(flags.isEnabled(key)).toBe(false);
    expect(flags.value(key, 'fallback')).toBe('fallback');
    expect(flags.details(key, 1)).toMatchObject({ value: 1, reason: 'ERROR', errorCode: 'FLAG_NOT_FOUND' });
    expect(explain(flags, key).details).toMatchObject({ reason: 'ERROR', errorCode: 'FLAG_NOT_FOUND' });
    expect(flags.details(key, 1).flagKey).toBeTypeOf('string');
  }
});

it('names the id format when the kind is missing', async () => {
  const { client } = await makeClient();
  await expect(manage(client).get('a' as never)).rejects.toThrow(
    /a kind and a key, such as "flag:new-checkout"; it is "a"/,
  );
});

it('accepts an actor and a comment up to their limits', async () => {
  const { client } = await makeClient();
  const authors = { actor: 'x'.repeat(256), comment: 'y'.repeat(8_192) };
  await manage(client).set(document, authors);
  expect((await manage(client).history({ limit: 1 })).items[0]).toMatchObject(authors);
  await expect(manage(client).set(document, { actor: `${authors.actor}x` })).rejects.toThrow(FlagstaffError);
  await expect(manage(client).set(document, { comment: `${authors.comment}y` })).rejects.toThrow(FlagstaffError);
});
