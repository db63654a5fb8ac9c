import { FlagstaffError } from '@flagstaff/core/storage';
import type { Tables } from '../dialect.ts';
import type { Script } from '../script.ts';
import { execute, raw, select } from '../statement.ts';

/** Compares ids, tokens and texts byte by byte, whatever the server's default collation is. */
const COLLATION = raw('CHARACTER SET utf8mb4 COLLATE utf8mb4_bin');

/** MySQL commits each definition implicitly, so a named lock serializes migrations. A lock name has at most 64 characters. */
export function* migrateMysql({ meta, documents, log, members, scope }: Tables): Script<void> {
  const name = `migrate:${scope}`.slice(0, 64);
  const [locked] = yield select`SELECT GET_LOCK(${name}, 10) AS locked`;
  if (Number(locked?.['locked']) !== 1) {
    throw new FlagstaffError(
      'STORAGE_TIMEOUT',
      'Another process is migrating the tables and has not finished. Try again.',
    );
  }
  try {
    yield execute`CREATE TABLE IF NOT EXISTS ${meta} (id int PRIMARY KEY, epoch varchar(191) NOT NULL, number bigint NOT NULL, token varchar(191) NOT NULL, previous varchar(191) NOT NULL, schema_version int NOT NULL) ENGINE=InnoDB ${COLLATION}`;
    yield execute`CREATE TABLE IF NOT EXISTS ${documents} (id varchar(191) PRIMARY KEY, version bigint NOT NULL, body longtext NOT NULL, deleted int NOT NULL) ENGINE=InnoDB ${COLLATION}`;
    yield execute`CREATE TABLE IF NOT EXISTS ${log} (number bigint PRIMARY KEY, epoch varchar(191) NOT NULL, token varchar(191) NOT NULL UNIQUE, previous varchar(191), at varchar(40) NOT NULL, record longtext NOT NULL) ENGINE=InnoDB ${COLLATION}`;
    yield execute`CREATE TABLE IF NOT EXISTS ${members} (segment varchar(128) NOT NULL, member varbinary(1024) NOT NULL, PRIMARY KEY (segment, member)) ENGINE=InnoDB ${COLLATION}`;
    yield execute`INSERT IGNORE INTO ${meta} (id, epoch, number, token, previous, schema_version) SELECT 1, '', coalesce(max(number), 0), '', '', 1 FROM ${log}`;
  } finally {
    yield select`SELECT RELEASE_LOCK(${name}) AS released`;
  }
}
