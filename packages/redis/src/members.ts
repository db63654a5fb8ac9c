// Docs: README.md, "What is in Redis"
import { invalidOptions, memberLimit } from '@flagstaff/core/storage';
import type { FlagstaffError, FullStorageBackend, MemberChange } from '@flagstaff/core/storage';
import type { Connection } from './connection.ts';
import { Fault } from './fault.ts';
import { corrupt } from './errors.ts';
import type { Keys } from './layout.ts';
import { CHANGE_MEMBERS } from './scripts.ts';

export type Members = Pick<FullStorageBackend, 'hasMembers' | 'changeMembers' | 'listMembers'>;

export interface MembersOptions {
  readonly connection: Connection;
  readonly keys: Keys;
  readonly timeoutMs: number;
  readonly loadTimeoutMs: number;
  /** Runs a task for a key and converts its failures to errors for the caller. */
  readonly attempt: <T>(what: 'read' | 'members', key: string, task: () => Promise<T>) => Promise<T>;
}

/**
 * Stores members in one set per segment. Its commands may be resent after a lost reply, because they are idempotent.
 */
export function createMembers({ connection, keys, timeoutMs, loadTimeoutMs, attempt }: MembersOptions): Members {
  const send = (key: string, args: readonly string[], deadlineMs: number): Promise<readonly unknown[]> =>
    connection.send({ key, args, deadlineMs, repeatable: true });

  async function change(key: string, { type, members }: MemberChange): Promise<void> {
    const tail = ['1', key, type === 'add' ? 'SADD' : 'SREM', ...members];
    await send(key, ['EVALSHA', CHANGE_MEMBERS.sha, ...tail], loadTimeoutMs).catch((error: unknown) => {
      if (!(error instanceof Fault) || error.kind !== 'no-script') throw error;
      return send(key, ['EVAL', CHANGE_MEMBERS.source, ...tail], loadTimeoutMs);
    });
  }

  /** Looks members up in one segment. All commands of a lookup are written together, in one round trip. */
  async function ask(segment: string, members: readonly string[]): Promise<ReadonlyMap<string, boolean>> {
    const key = keys.members(segment);
    const reply = await attempt('read', key, () => send(key, ['SMISMEMBER', key, ...members], timeoutMs));
    return new Map(members.map((member, index) => [member, reply[index] === 1]));
  }

  return {
    async hasMembers(questions) {
      const bySegment = new Map<string, string[]>();
      for (const { segment, member } of questions) {
        const asked = bySegment.get(segment);
        if (asked === undefined) bySegment.set(segment, [member]);
        else asked.push(member);
      }
      const answers = new Map(
        await Promise.all(
          [...bySegment].map(async ([segment, members]) => [segment, await ask(segment, members)] as const),
        ),
      );
      return questions.map(({ segment, member }) => answers.get(segment)?.get(member) === true);
    },

    async changeMembers(segment, order) {
      if (order.members.length === 0) return;
      const key = keys.members(segment);
      await attempt('members', key, () => change(key, order));
    },

    async listMembers(segment, query = {}) {
      const key = keys.members(segment);
      const { cursor = '0' } = query;
      // Redis would reply to an invalid cursor with an error that looks like a fault of the store.
      if (!/^\d{1,20}$/.test(cursor)) throw invalidCursor();
      const count = String(memberLimit(query));
      const [next, items] = await attempt('read', key, () =>
        send(key, ['SSCAN', key, cursor, 'COUNT', count], loadTimeoutMs),
      );
      if (typeof next !== 'string' || !Array.isArray(items) || !items.every((item) => typeof item === 'string')) {
        throw corrupt(key, 'returned an unexpected reply');
      }
      return next === '0' ? { items } : { items, next };
    },
  };
}

function invalidCursor(): FlagstaffError {
  return invalidOptions('listMembers: cursor is not the `next` of a page. Pass the `next` of the previous page.');
}
