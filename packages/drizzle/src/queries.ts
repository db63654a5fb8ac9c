import type { DocumentId } from '@flagstaff/core/storage';
import type { Dialect, Tables } from './dialect.ts';
import { execute, list, raw, select } from './statement.ts';
import type { Raw, Statement } from './statement.ts';

const NOTHING: Raw = raw('');
const NULL: Raw = raw('NULL');

/** Where the store is. */
export function head({ meta }: Tables, lock: Raw = NOTHING): Statement {
  return select`SELECT epoch, number, token FROM ${meta} WHERE id = 1${lock}`;
}

/** The revision and every document, in one statement: two would be torn by a commit between them. */
export function snapshot({ meta, documents }: Tables): Statement {
  return select`SELECT m.epoch, m.number, m.token, d.id, d.version, d.body, d.deleted FROM ${meta} m LEFT JOIN ${documents} d ON d.deleted = 0 WHERE m.id = 1 ORDER BY d.id`;
}

/** The revision and what is stored under some ids, deleted or not, in one statement. */
export function headAndSlots({ meta, documents }: Tables, ids: readonly DocumentId[]): Statement {
  return select`SELECT m.epoch, m.number, m.token, d.id, d.version, d.body, d.deleted FROM ${meta} m LEFT JOIN ${documents} d ON d.id IN (${list(ids.length === 0 ? [NULL] : ids)}) WHERE m.id = 1`;
}

/** What is stored under some ids, in the order of ids: whoever locks them in this order waits in no circle. */
export function slots({ documents }: Tables, ids: readonly DocumentId[], lock: Raw = NOTHING): Statement {
  return select`SELECT id, version, body, deleted FROM ${documents} WHERE id IN (${list(ids)}) ORDER BY id${lock}`;
}

/** Commits below a number, newest first. */
export function newestFirst({ log }: Tables, before: number, limit: number): Statement {
  const top = Math.min(before, Number.MAX_SAFE_INTEGER);
  return select`SELECT number, epoch, token, previous, record FROM ${log} WHERE number < ${raw(String(top))} ORDER BY number DESC LIMIT ${raw(String(limit))}`;
}

/** Commits after a number, oldest first. */
export function oldestFirst({ log }: Tables, after: number, limit: number): Statement {
  return select`SELECT number, epoch, token, previous, record FROM ${log} WHERE number > ${raw(String(after))} ORDER BY number LIMIT ${raw(String(limit))}`;
}

/** Whether there is no revision although something of a store is left. One statement, so that no first commit comes between. */
export function lost({ meta, documents, log }: Tables): Statement {
  return select`SELECT CASE WHEN NOT EXISTS (SELECT 1 FROM ${meta} WHERE id = 1 AND epoch <> '') AND (EXISTS (SELECT 1 FROM ${log}) OR EXISTS (SELECT 1 FROM ${documents})) THEN 1 ELSE 0 END AS lost`;
}

/** Whether a commit with a token happened. */
export function logged({ log }: Tables, token: string): Statement {
  return select`SELECT number FROM ${log} WHERE token = ${token}`;
}

/** The one row that says where the store is, as it is before the first commit. */
export function firstRow({ insertIfAbsent: { verb, end } }: Dialect, { meta, log }: Tables): Statement {
  return execute`${verb} INTO ${meta} (id, epoch, number, token, previous, schema_version) SELECT 1, '', coalesce(max(number), 0), '', '', 1 FROM ${log} WHERE 1 = 1${end}`;
}
