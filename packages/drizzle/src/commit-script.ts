import { changedId, FlagstaffError, prepareCommit } from '@flagstaff/core/storage';
import type { Commit, CommittedChange, DocumentId, StoredVersion } from '@flagstaff/core/storage';
import type { CommitOrder, Dialect, Tables } from './dialect.ts';
import { firstRow, head, lost, slots } from './queries.ts';
import { parseHead, parseSlots, recordOf, refuseLost } from './rows.ts';
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
  const { revision, number } = yield* lockHead(dialect, tables);
  if (revision === undefined) refuseLost((yield lost(tables))[0]);
  const ids = [...new Set(order.changes.map(changedId))].sort();
  const stored =
    ids.length === 0 ? new Map<never, StoredVersion>() : parseSlots(yield slots(tables, ids, dialect.lock));
  const prepared = prepareCommit({ revision, slots: stored }, order.changes, order.meta);
  refuseConfusion(ids, [...stored.keys()]);
  const commit = { ...prepared, revision: { ...prepared.revision, number: number + 1 } };
  const { epoch, token } = commit.revision;
  yield execute`UPDATE ${tables.meta} SET epoch = ${epoch}, number = ${whole(number + 1)}, previous = token, token = ${token} WHERE id = 1`;
  for (let start = 0; start < commit.changes.length; start += ROWS) {
    yield write(dialect, tables, commit.changes.slice(start, start + ROWS));
  }
  yield execute`INSERT INTO ${tables.log} (number, epoch, token, previous, at, record) VALUES (${whole(number + 1)}, ${epoch}, ${token}, ${commit.previous}, ${commit.at}, ${recordOf(commit)})`;
  if (order.historyLimit !== Infinity) {
    yield execute`DELETE FROM ${tables.log} WHERE number <= ${whole(number + 1 - order.historyLimit)}`;
  }
  if (dialect.notify !== undefined) yield dialect.notify(tables, token);
  return commit;
}

/** Reads the revision and locks it until the transaction ends. */
function* lockHead(dialect: Dialect, tables: Tables): Script<Head> {
  const [row] = yield head(tables, dialect.lock);
  if (row !== undefined) return known(row);
  yield firstRow(dialect, tables);
  const [inserted] = yield head(tables, dialect.lock);
  return known(inserted);
}

function known(row: Row | undefined): Head {
  const found = parseHead(row);
  if (found !== undefined) return found;
  throw new FlagstaffError('STORAGE_CORRUPT', 'The row with the revision cannot be written.');
}

/** MySQL treats `flag:a` and `flag:a ` as equal, and would overwrite one with the other. */
function refuseConfusion(wanted: readonly DocumentId[], found: readonly DocumentId[]): void {
  const other = found.find((id) => !wanted.includes(id));
  if (other === undefined) return;
  throw new FlagstaffError(
    'INVALID_OPTIONS',
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
