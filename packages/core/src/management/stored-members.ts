// Docs: docs/management.md, "Segments that are too large for a document"
import { invalidOptions, isKey } from '../model/input.ts';
import { canBeStored } from '../model/stored-member.ts';
import { FlagstaffError } from '../model/error.ts';
import { LIMITS } from '../model/limits.ts';
import { bindMethod } from '../storage/bind-methods.ts';
import type { MemberChange, MemberQuery, Page, StorageBackend } from '../storage/port.ts';
import { readMemberQuery } from '../storage/write-input.ts';
import { createSlices } from '../timing/slices.ts';
import { bucketingValue } from '../targeting/bucket.ts';
import type { MemberCache } from '../sync/member-cache.ts';
import { missingCapability } from '../storage/capabilities.ts';

/** Members of a segment with stored members, in any number. Compared as text: 42 equals "42". */
export type Members = Iterable<string | number> | AsyncIterable<string | number>;

export interface StoredMembersOptions {
  readonly storage: StorageBackend;
  /** Runs a call to the storage backend within its deadline. */
  readonly bounded: <T>(step: 'load' | 'commit', described: string, task: () => Promise<T>) => Promise<T>;
  readonly lookUp: MemberCache;
}

/** Manages the members of segments with stored members. */
export interface StoredMembers {
  members(segment: string, query?: MemberQuery): Promise<Page<string>>;
  addMembers(segment: string, members: Members): Promise<void>;
  removeMembers(segment: string, members: Members | 'all'): Promise<void>;
}

export function createStoredMembers({ storage, bounded, lookUp }: StoredMembersOptions): StoredMembers {
  const change = async (segment: string, { type, members }: MemberChange): Promise<void> => {
    const changeMembers = bindMethod(storage, 'changeMembers');
    if (changeMembers === undefined) throw missingCapability(storage.name, 'changeMembers');
    try {
      const described = `${type === 'add' ? 'adding' : 'removing'} members of ${segment}`;
      await bounded('commit', described, () => changeMembers(segment, { type, members }));
    } finally {
      // Also after a failure, when some may have changed.
      lookUp.forget(segment, members);
    }
  };

  const list = async (segment: string, query?: MemberQuery): Promise<Page<string>> => {
    const listMembers = bindMethod(storage, 'listMembers');
    if (listMembers === undefined) throw missingCapability(storage.name, 'listMembers');
    return bounded('load', `listing members of ${segment}`, () => listMembers(segment, query));
  };

  async function removeAll(segment: string): Promise<void> {
    const turn = createSlices();
    let cursor: string | undefined;
    do {
      await turn();
      const page = await list(segment, cursor === undefined ? {} : { cursor });
      if (page.items.length > 0) await change(segment, { type: 'remove', members: [...new Set(page.items)] });
      cursor = page.next;
    } while (cursor !== undefined);
  }

  return {
    async members(segment, query) {
      checkSegment(segment);
      return list(segment, readMemberQuery('members', query));
    },

    async addMembers(segment, members) {
      checkSegment(segment);
      const document = await bounded('load', `reading segment:${segment}`, () => storage.get(`segment:${segment}`));
      if (document === undefined) {
        throw new FlagstaffError(
          'DOCUMENT_NOT_FOUND',
          `segment:${segment} does not exist. Write it first, with "members": "stored".`,
        );
      }
      if (document.kind !== 'segment' || document.members !== 'stored') {
        throw invalidOptions(`segment:${segment} does not store its members. Set "members": "stored".`);
      }
      for await (const batch of batches(members)) await change(segment, { type: 'add', members: batch });
    },

    async removeMembers(segment, members) {
      checkSegment(segment);
      if (members === 'all') return removeAll(segment);
      for await (const batch of batches(members)) await change(segment, { type: 'remove', members: batch });
    },
  };
}

function checkSegment(segment: unknown): void {
  if (typeof segment === 'string' && isKey(segment)) return;
  throw invalidOptions('The first argument must be the key of a segment.');
}

/**
 * Yields members as text, in batches of the backend's maximum size, without duplicates in a batch.
 * @throws {FlagstaffError} INVALID_OPTIONS when a member is invalid.
 */
async function* batches(members: Members): AsyncGenerator<readonly string[]> {
  const turn = createSlices();
  let batch = new Set<string>();
  let taken = 0;
  for await (const member of iterated(members)) {
    batch.add(textOf(member));
    taken += 1;
    if (taken % LIMITS.memberBatch === 0) await turn();
    if (batch.size < LIMITS.memberBatch) continue;
    yield [...batch];
    batch = new Set();
  }
  if (batch.size > 0) yield [...batch];
}

/** Yields the same members. Every failure becomes `INVALID_OPTIONS`, with the error as its cause. */
async function* iterated(members: Members): AsyncGenerator {
  // A boxed text would iterate its characters.
  if (typeof members !== 'object' || members === null || isBoxed(members)) throw notIterable(undefined);
  try {
    yield* members as Iterable<unknown> | AsyncIterable<unknown>;
  } catch (cause) {
    throw notIterable(cause);
  }
}

function isBoxed(members: object): boolean {
  try {
    return Object.prototype.toString.call(members) === '[object String]';
  } catch {
    // A Proxy that throws also throws when iterated.
    return false;
  }
}

function notIterable(cause: unknown): FlagstaffError {
  return invalidOptions('Members must be a list or a finite iterable.', cause);
}

/** 42 equals "42", as in checks. */
function textOf(member: unknown): string {
  const text = bucketingValue(member);
  if (text !== undefined && canBeStored(text)) return text;
  throw invalidOptions(
    `A member must be a finite number, or a text of 1 to ${LIMITS.storedMember} characters that is well-formed and without NUL.`,
  );
}
