import type { DocumentId } from '@flagstaff/core/storage';
import type { Dialect, Tables } from './dialect.ts';
import { execute, list, raw, select } from './statement.ts';
import type { Raw, Statement } from './statement.ts';

const NOTHING: Raw = raw('');
const NULL: Raw = raw('NULL');

/** Where the store is. */
export function head({ meta, exact }: Tables, lock: Raw = NOTHING): Statement {
  return select`SELECT epoch, ${exact('number')} AS number, token FROM ${meta} WHERE id = 1${lock}`;
}

/** The revision and every document, in one statement: two would be torn by a commit between them. */
export function snapshot({ meta, documents, exact }: Tables): Statement {
  return select`SELECT m.epoch, ${exact('m.number')} AS number, m.token, d.id, ${exact('d.version')} AS version, d.body, ${exact('d.deleted')} AS deleted FROM ${meta} m LEFT JOIN ${documents} d ON coalesce(d.deleted, 0) <> 1 WHERE m.id = 1 ORDER BY d.id`;
}

/** The revision and what is stored under some ids, deleted or not, in one statement. */
export function headAndSlots({ meta, documents, exact }: Tables, ids: readonly DocumentId[]): Statement {
  return select`SELECT m.epoch, ${exact('m.number')} AS number, m.token, d.id, ${exact('d.version')} AS version, d.body, ${exact('d.deleted')} AS deleted FROM ${meta} m LEFT JOIN ${documents} d ON d.id IN (${list(ids.length === 0 ? [NULL] : ids)}) WHERE m.id = 1`;
}

/** What is stored under some ids, in the order of ids: whoever locks them in this order waits in no circle. */
export function slots({ documents, exact }: Tables, ids: readonly DocumentId[], lock: Raw = NOTHING): Statement {
  return select`SELECT id, ${exact('version')} AS version, body, ${exact('deleted')} AS deleted FROM ${documents} WHERE id IN (${list(ids)}) ORDER BY id${lock}`;
}

/** Commits below a number, newest first. */
export function newestFirst({ log, exact }: Tables, before: number, limit: number): Statement {
  const top = Math.min(before, Number.MAX_SAFE_INTEGER);
  return select`SELECT ${exact('l.number')} AS number, l.epoch, l.token, l.previous, l.record FROM ${log} l WHERE l.number < ${raw(String(top))} ORDER BY l.number DESC LIMIT ${raw(String(limit))}`;
}

/** Commits after a number, oldest first. */
export function oldestFirst({ log, exact }: Tables, after: number, limit: number): Statement {
  return select`SELECT ${exact('l.number')} AS number, l.epoch, l.token, l.previous, l.record FROM ${log} l WHERE l.number > ${raw(String(after))} ORDER BY l.number LIMIT ${raw(String(limit))}`;
}

/** Whether a commit with a token happened. */
export function logged({ log }: Tables, token: string): Statement {
  return select`SELECT token FROM ${log} WHERE token = ${token}`;
}

/**
 * The one row that says where the store is, as it is before the first commit. Numbers go on where a log ends that outlived
 * the row.
 */
export function firstRow({ insertIfAbsent: { verb, end } }: Dialect, { meta, log }: Tables): Statement {
  return execute`${verb} INTO ${meta} (id, epoch, number, token, previous, schema_version) SELECT 1, '', coalesce(max(number), 0), '', '', 1 FROM ${log} WHERE 1 = 1${end}`;
}
