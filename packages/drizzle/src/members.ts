// Docs: README.md, "What is in the database"
import { memberLimit } from '@flagstaff/core/storage';
import type { FullStorageBackend, MemberChange, MemberQuestion } from '@flagstaff/core/storage';
import type { Dialect, Tables } from './dialect.ts';
import { textIn } from './rows.ts';
import { execute, list, raw, select, whole } from './statement.ts';
import type { Raw, Row, Statement } from './statement.ts';

export type Members = Pick<FullStorageBackend, 'hasMembers' | 'changeMembers' | 'listMembers'>;

export interface MembersOptions {
  readonly dialect: Pick<Dialect, 'insertIfAbsent' | 'literal' | 'memberText'>;
  readonly tables: Tables;
  readonly timeoutMs: number;
  readonly read: (statement: Statement, deadlineMs?: number) => Promise<readonly Row[]>;
  /** Runs an idempotent statement. `proof` selects a row that exists after it succeeded. */
  readonly change: (statement: Statement, proof: Statement) => Promise<unknown>;
}

/** Stores one row per member. They are not part of commits, and commits never wait for them. */
export function createMembers({ dialect, tables, timeoutMs, read, change }: MembersOptions): Members {
  const { members: table } = tables;
  const { memberText } = dialect;

  /** Selects whether one member of an atomic change is present or absent, as proof of the change. */
  function proofOf(segment: string, { type, members }: MemberChange): Statement {
    const there = select`SELECT 1 AS done FROM ${table} WHERE segment = ${segment} AND member = ${members[0]!}`;
    return type === 'add' ? there : select`SELECT 1 AS done WHERE NOT EXISTS (${there})`;
  }

  return {
    async hasMembers(questions) {
      if (questions.length === 0) return [];
      const rows = await read(
        select`SELECT segment, ${memberText} AS member FROM ${table} WHERE ${anyOf(questions, dialect.literal ?? ((text) => text))}`,
        timeoutMs,
      );
      const found = new Set(rows.map(({ segment, member }) => `${String(segment)}:${textIn(member)}`));
      return questions.map(({ segment, member }) => found.has(`${segment}:${member}`));
    },

    async changeMembers(segment, order) {
      if (order.members.length === 0) return;
      // All writers use the same order, so that they cannot deadlock.
      const members = [...order.members].sort();
      const { verb, end } = dialect.insertIfAbsent;
      const statement =
        order.type === 'add'
          ? execute`${verb} INTO ${table} (segment, member) VALUES ${list(members.map((member) => execute`(${segment}, ${member})`))}${end}`
          : execute`DELETE FROM ${table} WHERE segment = ${segment} AND member IN (${list(members)})`;
      await change(statement, proofOf(segment, order));
    },

    async listMembers(segment, query = {}) {
      const limit = memberLimit(query);
      const { cursor } = query;
      const after = cursor === undefined ? raw('') : execute` AND member > ${cursor}`;
      const rows = await read(
        select`SELECT ${memberText} AS member FROM ${table} WHERE segment = ${segment}${after} ORDER BY ${table}.member LIMIT ${whole(limit)}`,
      );
      const items = rows.flatMap(({ member }) => textIn(member) ?? []);
      const next = items.at(-1);
      return next === undefined || rows.length < limit ? { items } : { items, next };
    },
  };
}

/** Selects members by segment, with an index lookup for each. */
function anyOf(questions: readonly MemberQuestion[], value: (text: string) => string | Raw): Statement {
  const bySegment = new Map<string, (string | Raw)[]>();
  for (const { segment, member } of questions) {
    const asked = bySegment.get(segment);
    if (asked === undefined) bySegment.set(segment, [value(member)]);
    else asked.push(value(member));
  }
  const conditions = [...bySegment].map(
    ([segment, members]) => execute`(segment = ${value(segment)} AND member IN (${list(members)}))`,
  );
  return conditions.reduce((all, condition) => execute`${all} OR ${condition}`);
}
