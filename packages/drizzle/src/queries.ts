import type { DocumentId } from '@flagstaff/core/storage';
import type { Columns, Dialect, Tables } from './dialect.ts';
import { execute, list, raw, select } from './statement.ts';
import type { Raw, Statement } from './statement.ts';

const NOTHING: Raw = raw('');
const NULL: Raw = raw('NULL');

function headOf({ number, text }: Columns): Statement {
  return execute`${text('m.epoch')} AS epoch, ${number('m.number')} AS number, ${text('m.token')} AS token`;
}

function slotOf({ number, text }: Columns): Statement {
  return execute`${text('d.id')} AS id, ${number('d.version')} AS version, ${text('d.body')} AS body, ${number('d.deleted')} AS deleted`;
}

function commitOf({ number, text }: Columns): Statement {
  return execute`${number('l.number')} AS number, ${text('l.epoch')} AS epoch, ${text('l.token')} AS token, ${text('l.previous')} AS previous, ${text('l.record')} AS record`;
}

/** Where the store is. */
export function head({ meta, columns }: Tables, lock: Raw = NOTHING): Statement {
  return select`SELECT ${headOf(columns)} FROM ${meta} m WHERE m.id = 1${lock}`;
}

/** The revision and every document, in one statement: two would be torn by a commit between them. */
export function snapshot({ meta, documents, columns }: Tables): Statement {
  return select`SELECT ${headOf(columns)}, ${slotOf(columns)} FROM ${meta} m LEFT JOIN ${documents} d ON coalesce(d.deleted, 0) <> 1 WHERE m.id = 1 ORDER BY d.id`;
}

/** The revision and what is stored under some ids, deleted or not, in one statement. */
export function headAndSlots({ meta, documents, columns }: Tables, ids: readonly DocumentId[]): Statement {
  return select`SELECT ${headOf(columns)}, ${slotOf(columns)} FROM ${meta} m LEFT JOIN ${documents} d ON d.id IN (${list(ids.length === 0 ? [NULL] : ids)}) WHERE m.id = 1`;
}

/** What is stored under some ids, in the order of ids: whoever locks them in this order waits in no circle. */
export function slots({ documents, columns }: Tables, ids: readonly DocumentId[], lock: Raw = NOTHING): Statement {
  return select`SELECT ${slotOf(columns)} FROM ${documents} d WHERE d.id IN (${list(ids)}) ORDER BY d.id${lock}`;
}

/** Commits below a number, newest first. */
export function newestFirst({ log, columns }: Tables, before: number, limit: number): Statement {
  const top = Math.min(before, Number.MAX_SAFE_INTEGER);
  return select`SELECT ${commitOf(columns)} FROM ${log} l WHERE l.number < ${raw(String(top))} ORDER BY l.number DESC LIMIT ${raw(String(limit))}`;
}

/** Commits after a number, oldest first. */
export function oldestFirst({ log, columns }: Tables, after: number, limit: number): Statement {
  return select`SELECT ${commitOf(columns)} FROM ${log} l WHERE l.number > ${raw(String(after))} ORDER BY l.number LIMIT ${raw(String(limit))}`;
}

/** Whether a commit with a token happened. */
export function logged({ log }: Tables, token: string): Statement {
  return select`SELECT 1 AS found FROM ${log} WHERE token = ${token}`;
}

/**
 * The one row that says where the store is, as it is before the first commit. Numbers go on where a log ends that outlived
 * the row.
 */
export function firstRow({ insertIfAbsent: { verb, end } }: Dialect, { meta, log }: Tables): Statement {
  return execute`${verb} INTO ${meta} (id, epoch, number, token, previous, schema_version) SELECT 1, '', coalesce(max(number), 0), '', '', 1 FROM ${log} WHERE 1 = 1${end}`;
}
