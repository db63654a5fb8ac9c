import { FlagstaffError } from '@flagstaff/core/storage';
import type { FlagstaffErrorCode } from '@flagstaff/core/storage';
import { faultOf } from './fault.ts';
import type { Fault, FaultKind } from './fault.ts';

/** The operation that failed, for the message. */
export interface Doing {
  readonly what: 'read' | 'write' | 'members' | 'watch';
  /** The key of the operation, unless the fault names one. */
  readonly key: string;
}

/** The keys of a store, to name them. */
interface StoreKeys {
  readonly data: string;
  readonly log: string;
}

interface Meaning {
  readonly code: FlagstaffErrorCode;
  readonly advice: string;
}

const UNAVAILABLE: Meaning = {
  code: 'STORAGE_UNAVAILABLE',
  advice: 'Check that the server is running and reachable, and that the user can log in.',
};

const MEANINGS: Readonly<Record<FaultKind, Meaning>> = {
  offline: UNAVAILABLE,
  lost: UNAVAILABLE,
  'not-serving': { code: 'STORAGE_UNAVAILABLE', advice: 'Wait until the server is ready again.' },
  'try-again': { code: 'STORAGE_UNAVAILABLE', advice: 'Wait until the slot has moved.' },
  refused: { code: 'STORAGE_UNAVAILABLE', advice: 'Check the server and its settings.' },
  'no-script': { code: 'STORAGE_UNAVAILABLE', advice: 'Check the server and its settings.' },
  denied: {
    code: 'STORAGE_UNAVAILABLE',
    advice: 'Grant the user the permissions listed in the README of @flagstaff/redis.',
  },
  timeout: { code: 'STORAGE_TIMEOUT', advice: 'Check the server and the network to it.' },
  closed: { code: 'CLOSED', advice: 'Create another one.' },
  'read-only': { code: 'READ_ONLY', advice: 'Connect to the primary.' },
  full: { code: 'STORAGE_FULL', advice: 'Free memory or raise maxmemory.' },
  'wrong-type': { code: 'STORAGE_CORRUPT', advice: 'Remove the key, or choose another prefix.' },
};

const MAY_NOT_WRITE: Meaning = {
  code: 'READ_ONLY',
  advice: 'The user has no permission to write. See the README of @flagstaff/redis.',
};

/** Overrides for faults that mean something else for a write or a subscription. */
const EXCEPTIONS: Readonly<Record<Doing['what'], Partial<Record<FaultKind, Meaning>>>> = {
  read: {},
  write: { denied: MAY_NOT_WRITE },
  members: { denied: MAY_NOT_WRITE },
  watch: {
    denied: {
      code: 'WATCH_UNAVAILABLE',
      advice: 'Grant the user access to the channel. Until then changes are polled for.',
    },
  },
};

const FAILED: Readonly<Record<Doing['what'], string>> = {
  read: 'could not be read',
  write: 'was not written; nothing changed',
  members: 'may not have been written (retry, which is safe)',
  watch: 'could not be subscribed to',
};

/** Converts a failure to an error for the caller. Errors of Flagstaff pass through. */
export function storageError(error: unknown, { what, key }: Doing): FlagstaffError {
  if (error instanceof FlagstaffError) return error;
  const fault = faultOf(error);
  const { code, advice } = EXCEPTIONS[what][fault.kind] ?? MEANINGS[fault.kind];
  return new FlagstaffError(code, `Redis: ${fault.key ?? key} ${FAILED[what]}: ${sentence(fault)} ${advice}`);
}

/** Reports a write with an unknown outcome. */
export function outcomeUnknown(fault: Fault, key: string, token: string): FlagstaffError {
  return new FlagstaffError(
    'OUTCOME_UNKNOWN',
    `Redis: ${key} was being written when ${sentence(fault)} Whether the commit ${token} succeeded is unknown. Look for it in the history before you retry.`,
  );
}

/** Reports a write that lost every race until its deadline. */
export function contended(key: string): FlagstaffError {
  return new FlagstaffError(
    'STORAGE_TIMEOUT',
    `Redis: ${key} was not written; nothing changed: other writers kept changing the same documents. Try again.`,
  );
}

/** Reports a key with foreign content. */
export function corrupt(key: string, found: string): FlagstaffError {
  return new FlagstaffError(
    'STORAGE_CORRUPT',
    `Redis: ${key} ${found}. Repair or remove it, or choose another prefix.`,
  );
}

/** Reports a store without a revision that still has other parts: evicted, deleted, or partly restored. */
export function storeLost({ data, log }: StoreKeys): FlagstaffError {
  return new FlagstaffError(
    'STORE_LOST',
    `Redis: ${data} has no revision, but documents or commits (${log}) of an earlier store exist. Nothing was written. Restore the key from a backup, or start over: rebuild the documents from the history or abandon them, delete ${data} and ${log}, and write again.`,
  );
}

/** Reports an eviction policy under which the server can delete our keys. */
export function evicts({ data, log }: StoreKeys, policy: string): FlagstaffError {
  return new FlagstaffError(
    'STORE_EVICTS',
    `Redis: under the maxmemory-policy ${policy}, the server deletes ${data} and ${log} when its memory is full. Set the policy to noeviction or volatile-*, or use another server for flags.`,
  );
}

function sentence(fault: Fault): string {
  return fault.message.endsWith('.') ? fault.message : `${fault.message}.`;
}
