// Docs: docs/storage.md, "What a backend rejects"
import type { Document } from '../model/document.ts';
import { FlagstaffError } from '../model/error.ts';
import { LIMITS } from '../model/limits.ts';
import type { Revision } from '../model/revision.ts';
import {
  isId,
  isText,
  readCursor,
  readId,
  readLimit,
  readList,
  readMember,
  readSegment,
  readText,
} from '../model/arguments.ts';
import { described, invalidInput, invalidOptions, readObject, readOptions } from '../model/input.ts';
import type { OptionNames } from '../model/option-names.ts';
import { copyOf } from '../documents/json-copy.ts';
import type {
  Authorship,
  Change,
  CommitMeta,
  MemberChange,
  MemberQuery,
  MemberQuestion,
  WriteOptions,
} from './port.ts';

const AUTHORSHIP: OptionNames<Authorship> = { actor: true, comment: true, via: true, token: true };
const WRITE_OPTIONS: OptionNames<WriteOptions> = { ...AUTHORSHIP, ifVersion: true };
const META: OptionNames<CommitMeta> = { ...AUTHORSHIP, digest: true, ifEpoch: true, ifToken: true };
const MEMBER_QUERY: OptionNames<MemberQuery> = { limit: true, cursor: true };
const MEMBER_CHANGE: OptionNames<MemberChange> = { type: true, members: true };
const QUESTION: OptionNames<MemberQuestion> = { segment: true, member: true };
/** A change of either type, which is validated with its fields. */
type AnyChange = Pick<Change, 'type' | 'ifVersion'> & { readonly document?: unknown; readonly id?: unknown };
const CHANGE: OptionNames<AnyChange> = { type: true, document: true, id: true, ifVersion: true };

/** Maximum length of a token or an epoch. This library uses UUIDs. */
export const MAX_TOKEN = 128;

/** Returns some options of a write that every write has. */
export function readAuthorship(what: string, value: Authorship | undefined): Authorship {
  return authorshipIn(what, readOptions(what, value, AUTHORSHIP));
}

export function readWriteOptions(what: string, value: WriteOptions | undefined): WriteOptions {
  const options = readOptions(what, value, WRITE_OPTIONS);
  return { ...authorshipIn(what, options), ...conditionIn(what, options) };
}

export function readMeta(what: string, value: CommitMeta | undefined): CommitMeta {
  const options = readOptions(what, value, META);
  const { digest, ifEpoch, ifToken } = options;
  return {
    ...authorshipIn(what, options),
    ...(digest === undefined ? {} : { digest: readText(`${what}: digest`, digest, MAX_TOKEN) }),
    ...(ifEpoch === undefined
      ? {}
      : { ifEpoch: ifEpoch === null ? null : readText(`${what}: ifEpoch`, ifEpoch, MAX_TOKEN) }),
    ...(ifToken === undefined ? {} : { ifToken: readText(`${what}: ifToken`, ifToken, MAX_TOKEN) }),
  };
}

function authorshipIn(what: string, { actor, comment, via, token }: Authorship): Authorship {
  return {
    ...(actor === undefined ? {} : { actor: readText(`${what}: actor`, actor, LIMITS.actor) }),
    ...(comment === undefined ? {} : { comment: readText(`${what}: comment`, comment, LIMITS.comment) }),
    ...(via === undefined ? {} : { via: readText(`${what}: via`, via, LIMITS.via) }),
    ...(token === undefined ? {} : { token: readText(`${what}: token`, token, MAX_TOKEN, 1) }),
  };
}

/** Returns the condition of a write. */
export function conditionIn(what: string, { ifVersion }: WriteOptions): Pick<WriteOptions, 'ifVersion'> {
  if (ifVersion === undefined) return {};
  if (Number.isSafeInteger(ifVersion) && ifVersion >= 0) return { ifVersion };
  throw invalidInput(`${what}: ifVersion`, 'a version, or 0 to create', ifVersion);
}

/** Returns one change, whose document is not validated. */
export function readChange(what: string, each: unknown): Change {
  return readObject(what, each as AnyChange, CHANGE) as Change;
}

/**
 * Returns changes as data independent of the caller.
 * @throws {FlagstaffError} INVALID_DOCUMENT when a document has no id, or cannot be serialized.
 */
export function readChanges(what: string, value: unknown): readonly Change[] {
  return readList(`${what}: the first argument`, value).map((each, index): Change => {
    const change = readChange(`${what}: changes[${index}]`, each);
    const condition = conditionIn(what, change);
    if (change.type === 'delete') return { type: 'delete', id: readId(`${what}: an id`, change.id), ...condition };
    if (change.type === 'set') return { type: 'set', document: readDocument(what, change.document), ...condition };
    throw invalidOptions(`${what}: the type of a change must be "set" or "delete".`);
  });
}

/**
 * Returns a JSON copy of a document. Only its id is validated: a newer writer may know more.
 *
 * @throws {FlagstaffError} INVALID_DOCUMENT when it has no id, or cannot be serialized.
 */
export function readDocument(what: string, value: unknown): Document {
  let copy: unknown;
  try {
    copy = copyOf(value);
  } catch (cause) {
    // A cycle, a BigInt, nesting beyond the stack, a `toJSON` that throws, or a value without a JSON form.
    throw noDocument(what, 'cannot be serialized as JSON', cause);
  }
  const { kind, key } = (copy ?? {}) as { readonly kind?: unknown; readonly key?: unknown };
  const isNamed = typeof kind === 'string' && !kind.includes(':') && typeof key === 'string';
  if (isNamed && isId(`${kind}:${key}`)) return copy as Document;
  throw noDocument(what, 'has no `kind` and `key` that form an id such as "flag:new-checkout"');
}

function noDocument(what: string, why: string, cause?: unknown): FlagstaffError {
  return new FlagstaffError('INVALID_DOCUMENT', `${what}: the document ${why}. Nothing was written.`, {
    ...(cause === undefined ? {} : { cause }),
    issues: [{ path: '$', message: why, fault: 'shape' }],
  });
}

export function readRevision(what: string, value: unknown): Revision {
  const { epoch, number, token } = readObject(what, value as Revision);
  const isNumber = Number.isSafeInteger(number) && number! >= 0;
  if (isNumber && isText(epoch, MAX_TOKEN) && isText(token, MAX_TOKEN)) {
    return { epoch, number: number!, token };
  }
  throw invalidInput(what, 'a revision: { epoch, number, token }', value);
}

export function readListener<T>(what: string, value: T): T {
  if (typeof value === 'function') return value;
  throw invalidInput(what, 'a function', value);
}

export function readMemberQuery(what: string, value: MemberQuery | undefined): MemberQuery {
  const { limit, cursor } = readOptions(what, value, MEMBER_QUERY);
  return {
    ...(limit === undefined ? {} : { limit: readLimit(what, limit, LIMITS.memberBatch) }),
    ...(cursor === undefined ? {} : { cursor: readCursor(what, cursor) }),
  };
}

export function readMemberChange(what: string, value: unknown): MemberChange {
  const { type, members } = readObject(what, value as MemberChange, MEMBER_CHANGE);
  if (type !== 'add' && type !== 'remove') throw invalidInput(`${what}: type`, '"add" or "remove"', type);
  return { type, members: readBatch(`${what}: members`, members).map((member) => readMember(what, member)) };
}

export function readQuestions(what: string, value: unknown): readonly MemberQuestion[] {
  return readBatch(what, value).map((question) => {
    const { segment, member } = readObject(what, question as MemberQuestion, QUESTION);
    return { segment: readSegment(`${what}: segment`, segment), member: readMember(`${what}: member`, member) };
  });
}

function readBatch(what: string, value: unknown): readonly unknown[] {
  const batch = readList(what, value);
  if (batch.length <= LIMITS.memberBatch) return batch;
  throw invalidOptions(`${what} has ${described(batch.length)} entries; pass at most ${LIMITS.memberBatch} at a time.`);
}
