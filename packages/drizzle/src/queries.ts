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

/** Where the store is. */
export function head({ meta, columns }: Tables, lock: Raw = NOTHING): Statement {
  return select`SELECT ${headOf(columns)} FROM ${meta} m WHERE m.id = 1${lock}`;
}

/** The revision and every document, in one statement: two would be torn by a commit between them. */
export function snapshot({ meta, documents, columns }: Tables): Statement {
  return select`SELECT ${headOf(columns)}, ${slotOf(columns)} FROM ${meta} m LEFT JOIN ${documents} d ON coalesce(d.deleted, 0) <> 1 WHERE m.id = 1 ORDER BY d.id`;
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

/** What is stored under some ids, in the order of ids: whoever locks them in this order waits in no circle. */
export function slots({ documents, columns }: Tables, ids: readonly DocumentId[], lock: Raw = NOTHING): Statement {
  return select`SELECT ${slotOf(columns)} FROM ${documents} d WHERE d.id IN (${list(ids)}) ORDER BY d.id${lock}`;
}

/** A part of the log: from a number on, that itself is not part of it, until one of the bounds is reached. */
export interface LogPart {
  readonly order: 'newest first' | 'oldest first';
  readonly from: number;
  readonly rows: number;
  /** The last row is the one that reaches them. */
  readonly bytes: number;
  /** Rows whose record does not contain this text come without it. */
  readonly containing?: string | undefined;
}

/**
 * The commits of a part of the log, and one row more with `fits` 0 where the log goes on. The database looks at one row after the
 * other, and at the sizes alone: it reads and sends no record beyond the bounds, however many and however large they are.
 */
export function logPart(
  { log, columns: { number, text } }: Tables,
  dialect: Dialect,
  { order, from, rows, bytes, containing }: LogPart,
): Statement {
  const next = raw(order === 'newest first' ? 'max(number)' : 'min(number)');
  const beyond = raw(order === 'newest first' ? '<' : '>');
  const fits = execute`w.place <= ${whole(rows)} AND w.bytes < ${whole(bytes)}`;
  const wanted = containing === undefined ? NOTHING : execute` AND ${dialect.recordContains(containing)}`;
  return select`WITH RECURSIVE walk (number, bytes, place) AS (SELECT ${next}, 0, 1 FROM ${log} WHERE number ${beyond} ${whole(Math.min(from, Number.MAX_SAFE_INTEGER))} UNION ALL SELECT (SELECT ${next} FROM ${log} WHERE number ${beyond} w.number), w.bytes + (SELECT ${dialect.recordBytes} FROM ${log} WHERE number = w.number), w.place + 1 FROM walk w WHERE w.number IS NOT NULL AND ${fits}) SELECT ${number('l.number')} AS number, ${text('l.epoch')} AS epoch, ${text('l.token')} AS token, ${text('l.previous')} AS previous, CASE WHEN ${fits} THEN 1 ELSE 0 END AS fits, CASE WHEN ${fits}${wanted} THEN ${text('l.record')} END AS record FROM walk w JOIN ${log} l ON l.number = w.number ORDER BY w.place`;
}

/** Whether there is no revision although something of a store is left. One statement, so that no first commit comes between. */
export function lost({ meta, documents, log }: Tables): Statement {
  return select`SELECT CASE WHEN NOT EXISTS (SELECT 1 FROM ${meta} WHERE id = 1 AND epoch <> '') AND (EXISTS (SELECT 1 FROM ${log}) OR EXISTS (SELECT 1 FROM ${documents})) THEN 1 ELSE 0 END AS lost`;
}

/** Whether a commit with a token happened. */
export function logged({ log }: Tables, token: string): Statement {
  return select`SELECT 1 AS found FROM ${log} WHERE token = ${token}`;
}

/** The one row that says where the store is, as it is before the first commit. */
export function firstRow({ insertIfAbsent: { verb, end } }: Dialect, { meta, log }: Tables): Statement {
  return execute`${verb} INTO ${meta} (id, epoch, number, token, previous, schema_version) SELECT 1, '', coalesce(max(number), 0), '', '', 1 FROM ${log} WHERE 1 = 1${end}`;
}
