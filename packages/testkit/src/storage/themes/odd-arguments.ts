import { ERROR_CODES, isFlagstaffError } from '@flagstaff/core';
import type { Capability, FullStorageBackend } from '@flagstaff/core/storage';
import { CAPABILITIES } from '@flagstaff/core/storage';
import assert from 'node:assert/strict';
import { cases } from '../case.ts';
import type { Theme } from '../case.ts';
import { flag } from '../documents.ts';
import { hostileValues } from '../hostile.ts';

type Method = Exclude<keyof FullStorageBackend, 'name' | 'connectTimeoutMs'>;
type Call = (storage: FullStorageBackend, hostile: never) => unknown;

/** One argument of a method that may receive an invalid value. */
interface Place {
  readonly call: Call;
  /** Returns whether the argument accepts a hostile value, as documented. Omit when it accepts none. */
  readonly takes?: (value: unknown) => boolean;
}

const isText = (value: unknown): boolean => typeof value === 'string';
/** An id without a document is not an error. */
const isId = (value: unknown): boolean => typeof value === 'string' && value.startsWith("flag:a'");
const isCount = (value: unknown): boolean => Number.isInteger(value) && (value as number) > 0;

const set = { type: 'set', document: flag('a') } as const;

/** Every argument of every method. A method of the port that is missing here does not compile. */
const PLACES: { readonly [M in Method]: { readonly [place: string]: Place } } = {
  get: { 'the id': { call: (storage, id) => storage.get(id), takes: isId } },
  set: {
    'the document': { call: (storage, document) => storage.set(document) },
    'a kind': { call: (storage, kind) => storage.set({ ...flag('a'), kind }, { ifVersion: 99 }), takes: isJsonText },
    'a key': { call: (storage, key) => storage.set({ ...flag('a'), key }, { ifVersion: 99 }), takes: isJsonText },
    ifVersion: { call: (storage, ifVersion) => storage.set(flag('a'), { ifVersion }) },
    actor: { call: (storage, actor) => storage.set(flag('a'), { actor, ifVersion: 99 }), takes: isText },
    comment: { call: (storage, comment) => storage.set(flag('a'), { comment, ifVersion: 99 }), takes: isText },
  },
  delete: {
    'the id': { call: (storage, id) => storage.delete(id), takes: isId },
    ifVersion: { call: (storage, ifVersion) => storage.delete('flag:a', { ifVersion }) },
    actor: { call: (storage, actor) => storage.delete('flag:a', { actor, ifVersion: 99 }), takes: isText },
    comment: { call: (storage, comment) => storage.delete('flag:a', { comment, ifVersion: 99 }), takes: isText },
    'the options': { call: (storage, options) => storage.delete('flag:absent', options), takes: isPlain },
  },
  list: {},
  snapshot: {},
  revision: {},
  close: {},
  time: {},
  warnings: {},
  commit: {
    'the changes': { call: (storage, changes) => storage.commit(changes, { ifEpoch: 'another' }), takes: isEmptyList },
    'a change': { call: (storage, change) => storage.commit([change]) },
    'a type': { call: (storage, type) => storage.commit([{ ...set, type }]) },
    'a document': { call: (storage, document) => storage.commit([{ type: 'set', document }]) },
    'an id': { call: (storage, id) => storage.commit([{ type: 'delete', id }]), takes: isId },
    ifVersion: { call: (storage, ifVersion) => storage.commit([{ ...set, ifVersion }]) },
    meta: { call: (storage, meta) => storage.commit([{ ...set, ifVersion: 99 }], meta), takes: isPlain },
    token: { call: (storage, token) => storage.commit([{ ...set, ifVersion: 99 }], { token }), takes: isText },
    ifToken: { call: (storage, ifToken) => storage.commit([set], { ifToken }), takes: isText },
    ifEpoch: {
      call: (storage, ifEpoch) => storage.commit([set], { ifEpoch }),
      takes: (value) => value === null || isText(value),
    },
    actor: { call: (storage, actor) => storage.commit([{ ...set, ifVersion: 99 }], { actor }), takes: isText },
    comment: { call: (storage, comment) => storage.commit([{ ...set, ifVersion: 99 }], { comment }), takes: isText },
  },
  changes: {
    'the revision': { call: (storage, since) => storage.changes(since) },
    epoch: { call: (storage, epoch) => storage.changes({ epoch, number: 1, token: 't' }), takes: isText },
    number: {
      call: async (storage, number) => storage.changes({ ...(await storage.revision())!, number }),
      takes: isCount,
    },
    token: { call: (storage, token) => storage.changes({ epoch: 'e', number: 1, token }), takes: isText },
  },
  watch: {
    'the listener': {
      call: async (storage, listener) => (await storage.watch(listener))(),
      takes: (value) => typeof value === 'function',
    },
  },
  history: {
    'the query': { call: (storage, query) => storage.history(query), takes: isPlain },
    id: { call: (storage, id) => storage.history({ id }), takes: isId },
    limit: { call: (storage, limit) => storage.history({ limit }), takes: isCount },
    cursor: { call: (storage, cursor) => storage.history({ cursor }) },
  },
  hasMembers: {
    'the questions': { call: (storage, questions) => storage.hasMembers(questions), takes: isEmptyList },
    'a question': { call: (storage, question) => storage.hasMembers([question]) },
    segment: { call: (storage, segment) => storage.hasMembers([{ segment, member: 'ada' }]), takes: isText },
    member: { call: (storage, member) => storage.hasMembers([{ segment: 'vip', member }]), takes: isText },
  },
  changeMembers: {
    'the segment': {
      call: (storage, segment) => storage.changeMembers(segment, { type: 'remove', members: ['absent'] }),
      takes: isText,
    },
    'the change': { call: (storage, change) => storage.changeMembers('vip', change) },
    type: { call: (storage, type) => storage.changeMembers('vip', { type, members: ['absent'] }) },
    members: { call: (storage, members) => storage.changeMembers('vip', { type: 'remove', members }), takes: isList },
    'a member': {
      call: (storage, member) => storage.changeMembers('vip', { type: 'remove', members: [member] }),
      takes: isText,
    },
  },
  listMembers: {
    'the segment': { call: (storage, segment) => storage.listMembers(segment), takes: isText },
    'the query': { call: (storage, query) => storage.listMembers('vip', query), takes: isPlain },
    limit: { call: (storage, limit) => storage.listMembers('vip', { limit }), takes: isCount },
    cursor: { call: (storage, cursor) => storage.listMembers('vip', { cursor }), takes: isText },
  },
};

/** Returns whether a value is an options object without known options. */
function isPlain(value: unknown): boolean {
  try {
    return Object.prototype.toString.call(value) === '[object Object]' && typeof { ...(value as object) } === 'object';
  } catch {
    return false;
  }
}

/** Returns whether JSON serializes a value as a string. */
function isJsonText(value: unknown): boolean {
  try {
    return isText(value) || Object.prototype.toString.call(value) === '[object String]';
  } catch {
    return false;
  }
}

function isList(value: unknown): boolean {
  return Array.isArray(value) && !value.some((each) => typeof each !== 'string');
}

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

/** Codes that reject an argument. `READ_ONLY` when the backend accepts no writes at all. */
const REFUSALS: readonly string[] = ['INVALID_OPTIONS', 'INVALID_DOCUMENT', 'READ_ONLY'];

async function assertHandled(attempt: () => unknown, mayTake: boolean, title: string): Promise<void> {
  let error: unknown;
  try {
    await attempt();
  } catch (thrown) {
    error = thrown;
  }
  if (error === undefined) {
    assert.ok(mayTake, `${title} is rejected`);
  } else {
    assert.ok(isFlagstaffError(error), `${title} rejects with a FlagstaffError, not with another error`);
    assert.ok(Object.hasOwn(ERROR_CODES, error.code), `${title} rejects with a documented code`);
    assert.ok(mayTake || REFUSALS.includes(error.code), `${title} rejects with ${error.code}`);
    assert.ok(!error.code.startsWith('STORAGE_'), `${title} is not reported as a fault of the store: ${error.code}`);
  }
}

/** Returns the whole readable content of a store. */
async function contentOf(storage: FullStorageBackend): Promise<string> {
  const documents = (await storage.list()).map((document) => JSON.stringify(document)).sort();
  const members = typeof storage.listMembers === 'function' ? (await storage.listMembers('vip')).items : [];
  const commits = typeof storage.history === 'function' ? (await storage.history()).items : [];
  return JSON.stringify({ documents, members: [...members].sort(), commits });
}

async function walk(storage: FullStorageBackend, method: Method): Promise<void> {
  await storage.set(flag('a'));
  if (typeof storage.changeMembers === 'function') {
    await storage.changeMembers('vip', { type: 'add', members: ['ada', 'bob'] });
  }
  const before = await contentOf(storage);
  for (const [name, { call, takes = () => false }] of Object.entries(PLACES[method])) {
    for (const [oddity, value] of hostileValues()) {
      const title = `${method}: ${oddity} as ${name}`;
      await assertHandled(() => call(storage, value as never), takes(value), title);
    }
    assert.equal(await contentOf(storage), before, `${method}: nothing changes for any ${name}`);
  }
  assert.equal((await storage.set(flag('a', 'still works'), { ifVersion: 1 })).version, 2);
}

const isCapability = (method: string): method is Capability => (CAPABILITIES as readonly string[]).includes(method);

export const oddArguments: Theme = {
  name: 'arguments of the wrong type',
  cases: Object.entries(PLACES).flatMap(([name, places]) => {
    if (Object.keys(places).length === 0) return [];
    const method = name as Method;
    return cases(isCapability(method) ? [method] : [], {
      [`${method} rejects invalid arguments, and nothing changes`]: ({ storage }) => walk(storage, method),
    });
  }),
};
