import { FlagstaffError } from '@flagstaff/core/storage';
import type { FlagstaffErrorCode } from '@flagstaff/core/storage';
import type { DialectName } from './dialect.ts';
import { faultOf } from './fault.ts';
import type { FaultKind } from './fault.ts';

/** The operation that failed. */
export interface Doing {
  readonly database: DialectName;
  readonly what: 'read' | 'write' | 'members' | 'migrate';
}

const UNAVAILABLE = 'Check that the database is running and reachable, and that the user can log in.';

const MEANINGS: Readonly<Record<FaultKind, readonly [FlagstaffErrorCode, string]>> = {
  unreachable: ['STORAGE_UNAVAILABLE', UNAVAILABLE],
  lost: ['STORAGE_UNAVAILABLE', UNAVAILABLE],
  timeout: ['STORAGE_TIMEOUT', 'The database did not respond in time. Check the database and the network to it.'],
  missing: [
    'STORAGE_UNINITIALIZED',
    'The tables do not exist yet. Run `await storage.migrate()` once, set `autoMigrate: true`, or migrate with drizzle-kit.',
  ],
  collision: ['STORAGE_TIMEOUT', 'Other writers kept changing the same documents. Try again.'],
  duplicate: ['REVISION_CONFLICT', 'A commit with this token already exists. Look for it in the history.'],
  busy: ['STORAGE_TIMEOUT', 'Another process kept holding the lock. Try again.'],
  'wrong-server': [
    'READ_ONLY',
    'The server is read-only. Connect to the primary. The next write uses a new connection, in case that leads there.',
  ],
  'read-only': ['READ_ONLY', 'The database or its user is read-only. Connect to the primary, or grant the permission.'],
  full: ['STORAGE_FULL', 'Free some space, or raise the limit that the code names.'],
  corrupt: ['STORAGE_CORRUPT', 'Restore the database from a backup.'],
  refused: ['STORAGE_UNAVAILABLE', 'Look up the code in the manual of the database.'],
};

const WRONG_DATABASE = 'The database does not exist. Create it, or correct its name in the URL.';
const LOGIN_REFUSED =
  'The database refused the login. Check the user, the password and what the server allows the user.';
const NO_CONNECTION_LEFT =
  'The database accepts no further connection. Raise its limit, or let a relay serve several instances.';

/** Advice for codes that a newcomer meets first. */
const BY_CODE: ReadonlyMap<string, string> = new Map([
  ['3D000', WRONG_DATABASE],
  ['ER_BAD_DB_ERROR', WRONG_DATABASE],
  ['28000', LOGIN_REFUSED],
  ['28P01', LOGIN_REFUSED],
  ['ER_ACCESS_DENIED_ERROR', LOGIN_REFUSED],
  ['ER_DBACCESS_DENIED_ERROR', LOGIN_REFUSED],
  ['53300', NO_CONNECTION_LEFT],
  ['ER_CON_COUNT_ERROR', NO_CONNECTION_LEFT],
  ['ER_TOO_MANY_USER_CONNECTIONS', NO_CONNECTION_LEFT],
  ['ER_USER_LIMIT_REACHED', NO_CONNECTION_LEFT],
]);

const FAILED: Readonly<Record<Doing['what'], string>> = {
  read: 'could not be read',
  write: 'was not written; nothing changed',
  members: 'may not have all of the members (retry, which is safe)',
  migrate: 'could not be migrated',
};

/** Converts a failure to an error for the caller, without statements, values or addresses. Errors of Flagstaff pass through. */
export function storageError(error: unknown, { database, what }: Doing): FlagstaffError {
  if (error instanceof FlagstaffError) return error;
  const fault = faultOf(error);
  const named = fault.code === '' ? '' : ` (${fault.code})`;
  if (what === 'write' && fault.uncertain) {
    return new FlagstaffError(
      'OUTCOME_UNKNOWN',
      `${database}: the connection was lost during a write${named}, so its outcome is unknown. Look for its token in the history before you retry.`,
      { cause: fault },
    );
  }
  const [code, advice] = MEANINGS[fault.kind];
  return new FlagstaffError(
    code,
    `${database}: the store ${FAILED[what]}${named}. ${BY_CODE.get(fault.code) ?? advice}`,
    {
      cause: fault,
    },
  );
}

export function closedError(database: DialectName): FlagstaffError {
  return new FlagstaffError('CLOSED', `The storage backend on ${database} was closed. Create another one.`);
}
