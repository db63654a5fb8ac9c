import type { Tables } from '../dialect.ts';
import { execute, raw } from '../statement.ts';
import type { Statement } from '../statement.ts';

/**
 * One statement, so one transaction. It takes a lock because concurrent CREATE TABLE IF NOT EXISTS statements can fail. The
 * application creates the schema itself.
 */
export function migratePostgres({ meta, documents, log, members, scope }: Tables): Statement {
  return execute`DO $flagstaff$ BEGIN
PERFORM pg_advisory_xact_lock(hashtextextended('flagstaff:${raw(scope)}', 0));
CREATE TABLE IF NOT EXISTS ${meta} (id integer PRIMARY KEY, epoch text NOT NULL, number bigint NOT NULL, token text NOT NULL, previous text NOT NULL, schema_version integer NOT NULL);
CREATE TABLE IF NOT EXISTS ${documents} (id text PRIMARY KEY, version bigint NOT NULL, body text NOT NULL, deleted integer NOT NULL);
CREATE TABLE IF NOT EXISTS ${log} (number bigint PRIMARY KEY, epoch text NOT NULL, token text NOT NULL UNIQUE, previous text, at text NOT NULL, record text NOT NULL);
CREATE TABLE IF NOT EXISTS ${members} (segment text NOT NULL, member text NOT NULL, PRIMARY KEY (segment, member));
INSERT INTO ${meta} (id, epoch, number, token, previous, schema_version) SELECT 1, '', coalesce(max(number), 0), '', '', 1 FROM ${log} ON CONFLICT (id) DO NOTHING;
END $flagstaff$`;
}
