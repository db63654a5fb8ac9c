import type { DocumentId } from '@flagstaff/core/storage';
import type { Columns, Dialect, Tables } from './dialect.ts';
import { execute, list, raw, select, whole } from './statement.ts';
import type { Raw, Statement } from './statement.ts';

const NOTHING: Raw = raw('');
const NULL: Raw = raw('NULL');

function headOf({ number, text }: Columns): Statement {
  return execute`${text('m.epoch')} AS epoch, ${number('m.number')} AS number, ${text('m.token')} AS token`;
}

function slotOf({ number, text }: Columns): Statement {
  return execute`${text('d.id')} AS id, ${number('d.version')} AS version, ${text('d.body')} AS body, ${number('d.deleted')} AS deleted`;
}

/** Selects the revision. */
export function head({ meta, columns }: Tables, lock: Raw = NOTHING): Statement {
  return select`SELECT ${headOf(columns)} FROM ${meta} m WHERE m.id = 1${lock}`;
}

/** PostgreSQL: selects what identifies the tables that this connection reads. Rejects when it may not read them. */
export function place({ meta, metaName }: Tables): Statement {
  return select`SELECT to_regclass(${metaName}::text)::oid::text AS place, (SELECT count(*) FROM ${meta} WHERE false) AS readable`;
}

/** Selects the revision and every document in one statement: a commit between two statements would tear the snapshot. */
export function snapshot({ meta, documents, columns }: Tables, lock: Raw = NOTHING): Statement {
  return select`SELECT ${headOf(columns)}, ${slotOf(columns)} FROM ${meta} m LEFT JOIN ${documents} d ON coalesce(d.deleted, 0) <> 1 WHERE m.id = 1 ORDER BY d.id${lock}`;
}

/**
 * Selects the revision and the first documents after an id, in one statement. `comparable` is 1 for rows whose id is a text, which
 * alone can be compared with the next one.
 *
 * @param after Omit to begin with the first document.
 */
export function snapshotPage(
  { meta, documents, columns }: Tables,
  after: DocumentId | undefined,
  rows: number,
): Statement {
  const later = after === undefined ? NOTHING : execute` AND id > ${after}`;
  return select`SELECT ${headOf(columns)}, ${slotOf(columns)}, CASE WHEN ${columns.isText('d.id')} THEN 1 ELSE 0 END AS comparable FROM ${meta} m LEFT JOIN (SELECT id, version, body, deleted FROM ${documents} WHERE coalesce(deleted, 0) <> 1${later} ORDER BY id LIMIT ${whole(rows)}) d ON 1 = 1 WHERE m.id = 1 ORDER BY d.id`;
}

/**
 * The revision and what is stored under some ids, deleted or not, in one statement.
 *
 * @param literal how an id stands in the statement. Defaults to a parameter.
 */
export function headAndSlots(
  { meta, documents, columns }: Tables,
  ids: readonly DocumentId[],
  literal: (id: DocumentId) => DocumentId | Raw = (id) => id,
): Statement {
  return select`SELECT ${headOf(columns)}, ${slotOf(columns)} FROM ${meta} m LEFT JOIN ${documents} d ON d.id IN (${list(ids.length === 0 ? [NULL] : ids.map(literal))}) WHERE m.id = 1`;
}

/** Selects the slots of some ids, ordered by id, so that writers that lock them cannot deadlock. */
export function slots({ documents, columns }: Tables, ids: readonly DocumentId[], lock: Raw = NOTHING): Statement {
  return select`SELECT ${slotOf(columns)} FROM ${documents} d WHERE d.id IN (${list(ids)}) ORDER BY d.id${lock}`;
}

/** A part of the log, from a number (exclusive) until one of the limits is reached. */
export interface LogPart {
  readonly order: 'newest first' | 'oldest first';
  readonly from: number;
  readonly rows: number;
  /** The last row is the one that reaches the limit. */
  readonly bytes: number;
  /** Only the commits that changed this document, of those that are indexed. Omit for all commits. */
  readonly id?: DocumentId | undefined;
  /** Omits the record of rows that do not contain these texts. */
  readonly containing: readonly string[];
  /** Omits the record of rows before this instant, in ISO 8601, UTC. Omit for none. */
  readonly since?: string | undefined;
  /** Omits the record of rows from this instant on. Omit for none. */
  readonly until?: string | undefined;
}

/**
 * Selects the commits of a part of the log, and one more row with `fits` 0 if the log continues. The database walks row by row and
 * checks sizes only: it reads and sends no record beyond the limits, however many or large they are.
 */
export function logPart(
  { log, changes, columns: { number, text } }: Tables,
  dialect: Dialect,
  { order, from, rows, bytes, id, containing, since, until }: LogPart,
): Statement {
  const numbers = id === undefined ? execute`${log} WHERE` : execute`${changes} WHERE id = ${id} AND`;
  // The rows of a log that was deleted without them are ahead of the new one.
  const logged = id === undefined ? NOTHING : execute` AND number <= (SELECT max(number) FROM ${log})`;
  const next = execute`SELECT ${raw(order === 'newest first' ? 'max(number)' : 'min(number)')} FROM ${numbers} number ${raw(order === 'newest first' ? '<' : '>')}`;
  const fits = execute`w.place <= ${whole(rows)} AND w.bytes < ${whole(bytes)}`;
  const wanted = [
    ...containing.map((part) => execute` AND ${dialect.recordContains(part)}`),
    ...(since === undefined ? [] : [execute` AND l.at >= ${since}`]),
    ...(until === undefined ? [] : [execute` AND l.at < ${until}`]),
  ].reduce((before, condition) => execute`${before}${condition}`, execute`${NOTHING}`);
  return select`WITH RECURSIVE walk (number, bytes, place) AS (SELECT (${next} ${whole(Math.min(from, Number.MAX_SAFE_INTEGER))}${logged}), 0, 1 UNION ALL SELECT (${next} w.number), w.bytes + (SELECT ${dialect.recordBytes} FROM ${log} WHERE number = w.number), w.place + 1 FROM walk w WHERE w.number IS NOT NULL AND ${fits}) SELECT ${number('l.number')} AS number, ${text('l.epoch')} AS epoch, ${text('l.token')} AS token, ${text('l.previous')} AS previous, ${text('l.at')} AS at, CASE WHEN ${fits} THEN 1 ELSE 0 END AS fits, CASE WHEN ${fits}${wanted} THEN ${text('l.record')} END AS record FROM walk w JOIN ${log} l ON l.number = w.number ORDER BY w.place`;
}

function commitOf({ number, text }: Columns): Statement {
  return execute`${number('l.number')} AS number, ${text('l.epoch')} AS epoch, ${text('l.token')} AS token, ${text('l.previous')} AS previous, ${text('l.record')} AS record`;
}

/** Selects the number of the oldest commit and of the one before it, and the oldest number in the index of documents. */
export function logStart({ log, changes, columns: { number, text } }: Tables): Statement {
  return select`SELECT ${number('l.number')} AS number, ${text('l.previous')} AS previous, (SELECT ${number('min(c.number)')} FROM ${changes} c) AS indexed FROM ${log} l WHERE l.number = (SELECT min(number) FROM ${log})`;
}

/** Selects the commit with a token. */
export function commitWithToken({ log, columns }: Tables, token: string): Statement {
  return select`SELECT ${commitOf(columns)} FROM ${log} l WHERE l.token = ${token}`;
}

/** Selects the commit that made a revision. */
export function numberedCommit({ log, columns }: Tables, number: number): Statement {
  return select`SELECT ${commitOf(columns)} FROM ${log} l WHERE l.number = ${whole(number)}`;
}

/** Selects whether parts of a store exist without a revision. One statement, so that no first commit can come between. */
export function lost({ meta, documents, log }: Tables): Statement {
  return select`SELECT CASE WHEN NOT EXISTS (SELECT 1 FROM ${meta} WHERE id = 1 AND epoch <> '') AND (EXISTS (SELECT 1 FROM ${log}) OR EXISTS (SELECT 1 FROM ${documents})) THEN 1 ELSE 0 END AS lost`;
}

/** Selects whether a commit with a token exists. */
export function logged({ log }: Tables, token: string): Statement {
  return select`SELECT 1 AS found FROM ${log} WHERE token = ${token}`;
}

/** Inserts the row of `meta` as it is before the first commit. */
export function firstRow({ insertIfAbsent: { verb, end } }: Dialect, { meta, log }: Tables): Statement {
  return execute`${verb} INTO ${meta} (id, epoch, number, token, previous, schema_version) SELECT 1, '', coalesce(max(number), 0), '', '', 1 FROM ${log} WHERE 1 = 1${end}`;
}
