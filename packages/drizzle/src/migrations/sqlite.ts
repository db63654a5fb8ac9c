import type { Tables } from '../dialect.ts';
import type { Script } from '../script.ts';
import { execute } from '../statement.ts';

/** Definitions are transactional, and one transaction writes at a time. */
export function* migrateSqlite({ meta, documents, log, members }: Tables): Script<void> {
  yield execute`CREATE TABLE IF NOT EXISTS ${meta} (id integer PRIMARY KEY NOT NULL, epoch text NOT NULL, number integer NOT NULL, token text NOT NULL, previous text NOT NULL, schema_version integer NOT NULL)`;
  yield execute`CREATE TABLE IF NOT EXISTS ${documents} (id text PRIMARY KEY NOT NULL, version integer NOT NULL, body text NOT NULL, deleted integer NOT NULL)`;
  yield execute`CREATE TABLE IF NOT EXISTS ${log} (number integer PRIMARY KEY NOT NULL, epoch text NOT NULL, token text NOT NULL UNIQUE, previous text, at text NOT NULL, record text NOT NULL)`;
  yield execute`CREATE TABLE IF NOT EXISTS ${members} (segment text NOT NULL, member text NOT NULL, PRIMARY KEY (segment, member))`;
  yield execute`INSERT OR IGNORE INTO ${meta} (id, epoch, number, token, previous, schema_version) SELECT 1, '', coalesce(max(number), 0), '', '', 1 FROM ${log} WHERE 1 = 1`;
}
