import { changedId, commitRecord, prepareCommit } from '@flagstaff/core/storage';
import type { Commit, DocumentId } from '@flagstaff/core/storage';
import { CHANGED, sealAnnouncement } from '../announcement.ts';
import { countdown } from '../deadline.ts';
import type { CommitOrder, Dialect, Tables } from '../dialect.ts';
import type { Driver } from '../driver.ts';
import { untilNoCollision } from '../drivers/retry.ts';
import { Fault, harmless } from '../fault.ts';
import { migratePostgres } from '../migrations/postgres.ts';
import { firstRow, headAndSlots, lost } from '../queries.ts';
import { parseHead, parseSlots, refuseLost } from '../rows.ts';
import type { StoredSlot } from '../rows.ts';
import { execute, raw, select, whole } from '../statement.ts';
import type { Raw, Row, Statement } from '../statement.ts';

export const postgres: Dialect = {
  name: 'postgres',
  now: raw('extract(epoch FROM clock_timestamp()) * 1000'),
  quote: (identifier) => `"${identifier}"`,
  columns: { number: raw, text: raw, isText: () => raw('1 = 1') },
  pageRows: 2_500,
  lock: raw(' FOR UPDATE'),
  replace: raw(
    ' ON CONFLICT (id) DO UPDATE SET version = excluded.version, body = excluded.body, deleted = excluded.deleted',
  ),
  insertIfAbsent: { verb: raw('INSERT'), end: raw(' ON CONFLICT DO NOTHING') },
  literal,
  memberText: raw('member'),
  recordBytes: raw('octet_length(record)'),
  recordContains: (text) => select`strpos(record, ${text}::text) > 0`,
  async announce({ scope }, commit) {
    return select`SELECT pg_notify(${scope}, ${await sealAnnouncement(scope, commit)})`;
  },
  async change(driver, statement, deadlineMs) {
    await driver.connected?.();
    const left = countdown(deadlineMs);
    await untilNoCollision(left, () => driver.query(statement, left()));
  },
  commit: commitInOneStatement,
  async migrate(driver, tables, deadlineMs) {
    await driver.query(migratePostgres(tables), deadlineMs);
  },
};

/**
 * The bytes of a text as hexadecimal digits: nothing in it can end the literal, and it means the same with every encoding of the
 * database and without `standard_conforming_strings`. The collation is that of the column: the one of `convert_from` could not use the
 * index. Bound, it would cost another round trip.
 */
function literal(text: string): Raw {
  return raw(`convert_from(decode('${Buffer.from(text).toString('hex')}', 'hex'), 'UTF8') COLLATE "default"`);
}

/** The share of its time that a commit may wait for one lock. */
const LOCK_SHARE = 0.7;

/**
 * Reads, prepares, and writes in one statement, on the condition that nothing that was read has changed. With postgres.js, a
 * transaction of several statements ends the process when the server disappears in the middle of it.
 */
async function commitInOneStatement(
  driver: Driver,
  tables: Tables,
  { changes, meta, historyLimit, deadlineMs }: CommitOrder & { readonly deadlineMs: number },
): Promise<Commit> {
  const ids = [...new Set(changes.map(changedId))].sort();
  const token = meta.token ?? crypto.randomUUID();
  await driver.connected?.();
  const left = countdown(deadlineMs);
  /** A failure before the writing statement has changed nothing, even when the connection was lost. */
  const ask = (statement: Statement): Promise<readonly Row[]> =>
    driver.query(statement, left()).catch((error: unknown) => {
      throw harmless(error);
    });
  return untilNoCollision(left, async () => {
    let rows = await ask(headAndSlots(tables, ids, literal));
    if (rows.length === 0) {
      await ask(firstRow(postgres, tables));
      rows = await ask(headAndSlots(tables, ids, literal));
    }
    const [seen, head] = [parseSlots(rows), parseHead(rows[0])];
    if (head?.revision === undefined) refuseLost((await ask(lost(tables)))[0]);
    const commit = prepareCommit({ revision: head?.revision, slots: seen }, changes, { ...meta, token });
    // A statement sent too late might still be executed after the caller stops waiting.
    const remaining = left();
    if (remaining < deadlineMs / 10) throw new Fault('collision', '');
    const order = { changes, meta, historyLimit };
    return write(driver, { tables, commit, seen, order, deadlineMs: remaining });
  });
}

interface Writing {
  readonly tables: Tables;
  readonly commit: Commit;
  readonly seen: ReadonlyMap<DocumentId, StoredSlot>;
  readonly order: CommitOrder;
  readonly deadlineMs: number;
}

/** Returns the written commit. Rejects with a collision, without having written, when the seen state has changed. */
async function write(driver: Driver, writing: Writing): Promise<Commit> {
  const { commit, tables } = writing;
  const announcement = await sealAnnouncement(tables.scope, commit);
  const [row] = await driver.query(commitStatement(writing, announcement), writing.deadlineMs);
  if (row === undefined) throw new Fault('collision', '');
  const { previous } = row;
  return {
    ...commit,
    revision: { ...commit.revision, number: Number(row['number']) },
    previous: typeof previous === 'string' && previous !== '' ? previous : null,
  };
}

/**
 * Locks documents in the order of ids, then the row of `meta`, so that no two commits deadlock. A document that was created
 * concurrently cannot be locked beforehand: its row is not replaced, fewer rows are written than expected, and a division by zero
 * rolls everything back. The server's lock timeout ends a wait before ours does: an abandoned statement would still be executed
 * once the lock is free.
 *
 * @param announcement The payload when no commit came between. Another number or predecessor is announced without content.
 */
function commitStatement({ tables, commit, seen, order, deadlineMs }: Writing, announcement: string): Statement {
  const { meta, documents, log, changes, scope } = tables;
  const { epoch, token } = commit.revision;
  const orders = commit.changes.map(({ id, after }) => ({
    id,
    // The raw version of the row, which may be invalid.
    seen: seen.get(id)?.seen.version ?? '0',
    gone: seen.get(id)?.seen.deleted ?? '1',
    version: after?.version ?? seen.get(id)?.version ?? 0,
    body: after === null ? '' : JSON.stringify(after),
    deleted: after === null ? 1 : 0,
  }));
  const expected = seenEpoch(commit, epoch);
  const patience = String(Math.ceil(deadlineMs * LOCK_SHARE));
  const trim = order.historyLimit === Infinity ? whole(0) : execute`m.number - ${whole(order.historyLimit)}`;
  return select`WITH
i AS MATERIALIZED (SELECT * FROM json_to_recordset(${JSON.stringify(orders)}::text::json) AS x(id text, seen bigint, gone integer, version bigint, body text, deleted integer)),
s AS MATERIALIZED (SELECT set_config('lock_timeout', ${patience}::text, true), CASE WHEN current_setting('synchronous_commit') = 'off' THEN set_config('synchronous_commit', 'on', true) END),
l AS MATERIALIZED (SELECT d.id, d.version, d.deleted FROM ${documents} d WHERE (SELECT count(*) FROM s) = 1 AND d.id IN (SELECT id FROM i) ORDER BY d.id FOR UPDATE),
ok AS MATERIALIZED (SELECT count(*) = (SELECT count(*) FROM i) AND (SELECT count(*) FROM s) = 1 AS ok FROM i LEFT JOIN l ON l.id = i.id WHERE coalesce(l.version, 0) = i.seen AND coalesce(l.deleted, 1) = i.gone),
m AS (UPDATE ${meta} SET number = number + 1, previous = token, token = ${token}::text, epoch = ${epoch}::text WHERE id = 1 AND epoch = ${expected}::text AND (${order.meta.ifToken ?? null}::text IS NULL OR token = ${order.meta.ifToken ?? null}::text) AND (SELECT ok FROM ok) RETURNING number, previous),
u AS (INSERT INTO ${documents} AS d (id, version, body, deleted) SELECT i.id, i.version, i.body, i.deleted FROM i, m ORDER BY i.id ON CONFLICT (id) DO UPDATE SET version = excluded.version, body = excluded.body, deleted = excluded.deleted WHERE (d.version, d.deleted) = (SELECT i.seen, i.gone FROM i WHERE i.id = d.id) RETURNING id),
g AS (INSERT INTO ${log} (number, epoch, token, previous, at, record) SELECT m.number, ${epoch}::text, ${token}::text, m.previous, ${commit.at}::text, ${commitRecord(commit)}::text FROM m RETURNING number),
t AS (DELETE FROM ${log} AS o USING m WHERE o.number <= ${trim} RETURNING o.number),
c AS (INSERT INTO ${changes} (number, id) SELECT m.number, i.id FROM m, i ON CONFLICT DO NOTHING),
x AS (DELETE FROM ${changes} AS o USING m WHERE o.number <= ${trim}),
n AS MATERIALIZED (SELECT pg_notify(${scope}::text, CASE WHEN m.previous = ${commit.previous ?? ''}::text THEN ${announcement}::text ELSE ${CHANGED}::text END) FROM m)
SELECT m.number, m.previous, 1 / (CASE WHEN (SELECT count(*) FROM u) = (SELECT count(*) FROM i) THEN 1 ELSE 0 END) AS whole, (SELECT count(*) FROM g) + (SELECT count(*) FROM t) + (SELECT count(*) FROM n) AS done FROM m`;
}

/** Returns the epoch that the store must still have. Before the first commit there is none, and the commit brings one. */
function seenEpoch({ previous }: Commit, epoch: string): string {
  return previous === null ? '' : epoch;
}
