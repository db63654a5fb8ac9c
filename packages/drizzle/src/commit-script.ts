import { changedId, commitRecord, FlagstaffError, invalidOptions, prepareCommit } from '@flagstaff/core/storage';
import type { Commit, CommittedChange, DocumentId, StoredVersion } from '@flagstaff/core/storage';
import type { CommitOrder, Dialect, Tables } from './dialect.ts';
import { firstRow, head, lost, slots } from './queries.ts';
import { parseHead, parseSlots, refuseLost } from './rows.ts';
import type { Head } from './rows.ts';
import type { Script } from './script.ts';
import { execute, list, whole } from './statement.ts';
import type { Row, Statement } from './statement.ts';

/** Documents per INSERT. */
const ROWS = 50;

/**
 * Runs a commit inside a transaction. Locks the single row of `meta` first, so that writers queue there and commit order is
 * revision order. Checks all conditions before it writes anything.
 */
export function* commitScript(dialect: Dialect, tables: Tables, order: CommitOrder): Script<Commit> {
  const ids = [...new Set(order.changes.map(changedId))].sort();
  const { revision, number, stored } = yield* lockHeadAndSlots(dialect, tables, ids);
  if (revision === undefined) refuseLost((yield lost(tables))[0]);
  const prepared = prepareCommit({ revision, slots: stored }, order.changes, order.meta);
  refuseConfusion(ids, [...stored.keys()]);
  const commit = { ...prepared, revision: { ...prepared.revision, number: number + 1 } };
  yield writes(dialect, tables, { commit, historyLimit: order.historyLimit });
  return commit;
}

interface Locked extends Head {
  readonly stored: ReadonlyMap<DocumentId, StoredVersion>;
}

/** The revision and what is stored under the ids. Neither changes until the transaction ends. */
function* lockHeadAndSlots(dialect: Dialect, tables: Tables, ids: readonly DocumentId[]): Script<Locked> {
  const locking = [head(tables, dialect.lock), ...(ids.length === 0 ? [] : [slots(tables, ids, dialect.lock)])];
  let rows = yield locking;
  if (!rows.some(isHead)) {
    yield firstRow(dialect, tables);
    rows = yield locking;
  }
  const found = parseHead(rows.find(isHead));
  if (found !== undefined) return { ...found, stored: parseSlots(rows) };
  throw new FlagstaffError('STORAGE_CORRUPT', 'The row of the table meta cannot be written.');
}

/** Rows of meta have an epoch, those of documents have none. */
function isHead(row: Row): boolean {
  return 'epoch' in row;
}

interface Writing {
  readonly commit: Commit;
  readonly historyLimit: number;
}

function writes(dialect: Dialect, tables: Tables, { commit, historyLimit }: Writing): readonly Statement[] {
  const { epoch, number, token } = commit.revision;
  const statements = [
    execute`UPDATE ${tables.meta} SET epoch = ${epoch}, number = ${whole(number)}, previous = token, token = ${token} WHERE id = 1`,
  ];
  for (let start = 0; start < commit.changes.length; start += ROWS) {
    statements.push(write(dialect, tables, commit.changes.slice(start, start + ROWS)));
  }
  statements.push(
    execute`INSERT INTO ${tables.log} (number, epoch, token, previous, at, record) VALUES (${whole(number)}, ${epoch}, ${token}, ${commit.previous ?? ''}, ${commit.at}, ${commitRecord(commit)})`,
  );
  for (let start = 0; start < commit.changes.length; start += ROWS) {
    statements.push(index(dialect, tables, number, commit.changes.slice(start, start + ROWS)));
  }
  if (historyLimit !== Infinity) {
    for (const table of [tables.log, tables.changes]) {
      statements.push(execute`DELETE FROM ${table} WHERE number <= ${whole(number - historyLimit)}`);
    }
  }
  return statements;
}

/** MySQL treats `flag:a` and `flag:a ` as equal, and would overwrite one with the other. */
function refuseConfusion(wanted: readonly DocumentId[], found: readonly DocumentId[]): void {
  const other = found.find((id) => !wanted.includes(id));
  if (other === undefined) return;
  throw invalidOptions(
    `The database cannot distinguish an id of this commit from ${other}. Nothing was written. Choose a key without spaces.`,
  );
}

/** The last version outlives a document, so that a new one with the same name continues from it. */
function write(dialect: Dialect, { documents }: Tables, changes: readonly CommittedChange[]): Statement {
  const rows = changes.map(({ id, before, after }) => {
    const version = after?.version ?? before?.version ?? 0;
    return execute`(${id}, ${whole(version)}, ${after === null ? '' : JSON.stringify(after)}, ${whole(after === null ? 1 : 0)})`;
  });
  return execute`INSERT INTO ${documents} (id, version, body, deleted) VALUES ${list(rows)}${dialect.replace}`;
}

/** Keeps rows that exist: they are of a log that was deleted without them. */
function index(
  { insertIfAbsent: { verb, end } }: Dialect,
  { changes }: Tables,
  number: number,
  changed: readonly CommittedChange[],
): Statement {
  const rows = changed.map(({ id }) => execute`(${whole(number)}, ${id})`);
  return execute`${verb} INTO ${changes} (number, id) VALUES ${list(rows)}${end}`;
}
