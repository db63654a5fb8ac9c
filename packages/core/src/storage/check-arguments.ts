// Docs: docs/storage.md, "What a backend refuses"
import { bindMethod } from './bind-methods.ts';
import { readId, readSegment } from '../model/input.ts';
import type { StorageBackend } from './port.ts';
import {
  readChanges,
  readDocument,
  readHistoryQuery,
  readListener,
  readMemberChange,
  readMemberQuery,
  readMeta,
  readQuestions,
  readRevision,
  readWriteOptions,
} from './write-input.ts';

type Methods = Required<Omit<StorageBackend, 'name'>>;
type Arguments<M extends keyof Methods> = Parameters<Methods[M]>;

/** What each method of the port takes. A method without arguments has nothing to check. */
const READERS: { readonly [M in keyof Methods]: ((given: Arguments<M>) => Arguments<M>) | undefined } = {
  get: ([id]) => [readId('get: the id', id)],
  set: ([document, options]) => [readDocument('set', document), readWriteOptions('set', options)],
  delete: ([id, options]) => [readId('delete: the id', id), readWriteOptions('delete', options)],
  list: undefined,
  snapshot: undefined,
  commit: ([changes, meta]) => [readChanges('commit', changes), readMeta('commit', meta)],
  changes: ([since]) => [readRevision('changes: the revision', since)],
  revision: undefined,
  watch: ([onChange]) => [readListener('watch: the listener', onChange)],
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
 * The arguments of a method of the port as plain data that the caller cannot change any more.
 *
 * @throws {FlagstaffError} INVALID_OPTIONS, and INVALID_DOCUMENT for a document that has no id or that JSON cannot say.
 */
export function readArguments<M extends keyof Methods>(method: M, given: Arguments<M>): Arguments<M> {
  return READERS[method]?.(given) ?? given;
}

/** What `checkArguments` made: wrapped once is enough. */
const checked = new WeakSet<object>();

/**
 * The backend with every method checking its arguments first; a method that refuses rejects, and does nothing. Call it in the factory
 * of a backend, on the object that is handed out.
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
