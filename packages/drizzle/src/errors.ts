import { FlagstaffError } from '@flagstaff/core/storage';
import type { FlagstaffErrorCode } from '@flagstaff/core/storage';
import type { DialectName } from './dialect.ts';
import { faultOf } from './fault.ts';
import type { FaultKind } from './fault.ts';

/** What was being done when something failed. */
export interface Doing {
  readonly database: DialectName;
  readonly what: 'read' | 'write' | 'members' | 'migrate';
}

const UNAVAILABLE = 'Check that the database is up, that it can be reached, and that the user may log in.';

const MEANINGS: Readonly<Record<FaultKind, readonly [FlagstaffErrorCode, string]>> = {
  unreachable: ['STORAGE_UNAVAILABLE', UNAVAILABLE],
  lost: ['STORAGE_UNAVAILABLE', UNAVAILABLE],
  timeout: ['STORAGE_TIMEOUT', 'There was no answer in time. Check the database and the network to it.'],
  missing: [
    'STORAGE_UNINITIALIZED',
    'The tables do not exist yet. Run `await storage.migrate()` once, give `autoMigrate: true`, or migrate with drizzle-kit.',
  ],
  collision: ['STORAGE_TIMEOUT', 'Others wrote the same documents all the time. Try again.'],
  duplicate: ['REVISION_CONFLICT', 'A commit with this token is there already. Look for it in the history.'],
  busy: ['STORAGE_TIMEOUT', 'Another process held the lock all the time. Try again.'],
  'read-only': ['READ_ONLY', 'The database or its user may not do this. Connect to the primary, or grant the right.'],
  full: ['STORAGE_FULL', 'Free some room, or raise the limit that the code names.'],
  corrupt: ['STORAGE_CORRUPT', 'Restore the database from a backup.'],
  refused: ['STORAGE_UNAVAILABLE', 'Look the code up in the manual of the database.'],
};

const FAILED: Readonly<Record<Doing['what'], string>> = {
  read: 'could not be read',
  write: 'was not written; nothing was changed',
  members: 'may not have all of the members (do it again, which does no harm)',
  migrate: 'could not be migrated',
};

/** The error for a caller; neither statements nor values nor addresses are in it. Ours go through as they are. */
export function storageError(error: unknown, { database, what }: Doing): FlagstaffError {
  if (error instanceof FlagstaffError) return error;
  const fault = faultOf(error);
  const named = fault.code === '' ? '' : ` (${fault.code})`;
  if (what === 'write' && fault.uncertain) {
    return new FlagstaffError(
      'OUTCOME_UNKNOWN',
      `${database}: the connection was lost during a write${named}, and whether it happened is not known. Look for its token in the history before you repeat it.`,
      { cause: fault },
    );
  }
  const [code, advice] = MEANINGS[fault.kind];
  return new FlagstaffError(code, `${database}: the store ${FAILED[what]}${named}. ${advice}`, { cause: fault });
}

export function closedError(database: DialectName): FlagstaffError {
  return new FlagstaffError('CLOSED', `The storage backend on ${database} was closed. Create another one.`);
}
