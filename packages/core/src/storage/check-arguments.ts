// Docs: docs/storage.md, "What a backend rejects"
import { bindMethod } from './bind-methods.ts';
import { readId, readSegment } from '../model/arguments.ts';
import { sharedInProcess } from '../model/shared-in-process.ts';
import { readHistoryQuery } from './history-input.ts';
import type { StorageBackend } from './port.ts';
import {
  readChanges,
  readDocument,
  readListener,
  readMemberChange,
  readMemberQuery,
  readMeta,
  readQuestions,
  readRevision,
  readWriteOptions,
} from './write-input.ts';

type Methods = Required<Omit<StorageBackend, 'name' | 'connectTimeoutMs'>>;
type Arguments<M extends keyof Methods> = Parameters<Methods[M]>;

/** Argument readers by method. A method without arguments has none. */
const READERS: { readonly [M in keyof Methods]: ((given: Arguments<M>) => Arguments<M>) | undefined } = {
  get: ([id]) => [readId('get: the id', id)],
  set: ([document, options]) => [readDocument('set', document), readWriteOptions('set', options)],
  delete: ([id, options]) => [readId('delete: the id', id), readWriteOptions('delete', options)],
  list: undefined,
  snapshot: undefined,
  commit: ([changes, meta]) => [readChanges('commit', changes), readMeta('commit', meta)],
  changes: ([since]) => [readRevision('changes: the revision', since)],
  revision: undefined,
  watch: ([onChange, onHealth]) => [
    readListener('watch: the listener', onChange),
    onHealth && readListener('watch: the listener', onHealth),
  ],
  history: ([query]) => [readHistoryQuery('history', query)],
  hasMembers: ([questions]) => [readQuestions('hasMembers', questions)],
  changeMembers: ([segment, change]) => [
    readSegment('changeMembers: the segment', segment),
    readMemberChange('changeMembers', change),
  ],
  listMembers: ([segment, query]) => [
    readSegment('listMembers: the segment', segment),
    readMemberQuery('listMembers', query),
  ],
  close: undefined,
  time: undefined,
  warnings: undefined,
};

/**
 * Returns the arguments of a method as plain data, independent of the caller.
 *
 * @throws {FlagstaffError} INVALID_OPTIONS when an argument is invalid.
 * @throws {FlagstaffError} INVALID_DOCUMENT when a document has no id, or cannot be serialized.
 */
function readArguments<M extends keyof Methods>(method: M, given: Arguments<M>): Arguments<M> {
  return READERS[method]?.(given) ?? given;
}

/** Backends already wrapped by `checkArguments`. */
const checked = /* @__PURE__ */ sharedInProcess('checked-backends', () => new WeakSet<object>());

/**
 * Wraps a backend so that every method validates its arguments first, and rejects without effect when they are invalid. Call it
 * in a backend's factory, on the object to return.
 *
 *
 * @example
 * export const myStorage = (): StorageBackend => checkArguments({ name: 'mine', get, set, delete, list });
 */
export function checkArguments<T extends StorageBackend>(storage: T): T {
  if (checked.has(storage)) return storage;
  const methods = Object.keys(READERS).flatMap((name) => {
    const method = name as keyof Methods;
    const call = bindMethod(storage, method) as ((...given: unknown[]) => Promise<unknown>) | undefined;
    if (call === undefined) return [];
    const guarded = async (...given: unknown[]): Promise<unknown> =>
      Reflect.apply(call, undefined, readArguments(method, given as Arguments<typeof method>));
    return [[method, READERS[method] === undefined ? call : guarded] as const];
  });
  const result: T = { ...storage, name: storage.name, ...Object.fromEntries(methods) };
  checked.add(result);
  return result;
}
