import { FlagstaffError } from '@flagstaff/core/storage';
import type { FlagstaffErrorCode } from '@flagstaff/core/storage';
import { faultOf } from './fault.ts';
import type { Fault, FaultKind } from './fault.ts';
import type { Keys } from './keys.ts';

/** What was being done when something failed, for the message. */
export interface Doing {
  readonly what: 'read' | 'write' | 'members' | 'watch';
  /** The key that it was about, unless the fault names one. */
  readonly key: string;
}

interface Meaning {
  readonly code: FlagstaffErrorCode;
  readonly advice: string;
}

const UNAVAILABLE: Meaning = {
  code: 'STORAGE_UNAVAILABLE',
  advice: 'Check that the server is up, that it can be reached, and that the user may log in.',
};

const MEANINGS: Readonly<Record<FaultKind, Meaning>> = {
  offline: UNAVAILABLE,
  lost: UNAVAILABLE,
  'not-serving': { code: 'STORAGE_UNAVAILABLE', advice: 'Wait until the server serves again.' },
  refused: { code: 'STORAGE_UNAVAILABLE', advice: 'Check the server and its settings.' },
  'no-script': { code: 'STORAGE_UNAVAILABLE', advice: 'Check the server and its settings.' },
  denied: {
    code: 'STORAGE_UNAVAILABLE',
    advice: 'Give the user the rights that the README of @flagstaff/redis lists.',
  },
  timeout: { code: 'STORAGE_TIMEOUT', advice: 'Check the server and the network to it.' },
  closed: { code: 'CLOSED', advice: 'Create another one.' },
  'read-only': { code: 'READ_ONLY', advice: 'Connect to the primary.' },
  full: { code: 'STORAGE_FULL', advice: 'Free memory or raise maxmemory.' },
  'wrong-type': { code: 'STORAGE_CORRUPT', advice: 'Remove the key, or choose another prefix.' },
};

const MAY_NOT_WRITE: Meaning = {
  code: 'READ_ONLY',
  advice: 'The user may not write: see the README of @flagstaff/redis.',
};

/** What differs when the same fault meets a write or a subscription. */
const EXCEPTIONS: Readonly<Record<Doing['what'], Partial<Record<FaultKind, Meaning>>>> = {
  read: {},
  write: { denied: MAY_NOT_WRITE },
  members: { denied: MAY_NOT_WRITE },
  watch: {
    denied: { code: 'WATCH_UNAVAILABLE', advice: 'Allow the user the channel; until then changes are polled for.' },
  },
};

const FAILED: Readonly<Record<Doing['what'], string>> = {
  read: 'could not be read',
  write: 'was not written; nothing was changed',
  members: 'was perhaps not written (do it again, which does no harm)',
  watch: 'could not be listened to',
};

/** The error for a caller. Ours go through as they are. */
export function storageError(error: unknown, { what, key }: Doing): FlagstaffError {
  if (error instanceof FlagstaffError) return error;
  const fault = faultOf(error);
  const { code, advice } = EXCEPTIONS[what][fault.kind] ?? MEANINGS[fault.kind];
  return new FlagstaffError(code, `Redis: ${fault.key ?? key} ${FAILED[what]}: ${sentence(fault)} ${advice}`);
}

/** A write that may or may not have happened. */
export function outcomeUnknown(fault: Fault, key: string, token: string): FlagstaffError {
  return new FlagstaffError(
    'OUTCOME_UNKNOWN',
    `Redis: ${key} was being written when ${sentence(fault)} Whether the commit ${token} happened could not be found out; look for it in the history before you repeat it.`,
  );
}

/** A write that lost every race in the time that it had. */
export function contended(key: string): FlagstaffError {
  return new FlagstaffError(
    'STORAGE_TIMEOUT',
    `Redis: ${key} was not written; nothing was changed: others wrote the same documents all the time. Try again.`,
  );
}

/** Something in our place that is not ours. */
export function corrupt(key: string, found: string): FlagstaffError {
  return new FlagstaffError(
    'STORAGE_CORRUPT',
    `Redis: ${key} ${found}. Repair or remove it, or choose another prefix.`,
  );
}

/** Part of a store is there and its revision is not: evicted, deleted, or restored in part. */
export function storeLost({ data, log }: Keys): FlagstaffError {
  return new FlagstaffError(
    'STORE_LOST',
    `Redis: ${data} has no revision, and there are documents or commits (${log}) of the store that was there. Nothing was written. Restore the key from a backup, or start over: rebuild the documents from the history or do without them, delete ${data} and ${log}, and write.`,
  );
}

/** The server is set up to delete our keys. */
export function evicts({ data, log }: Keys, policy: string): FlagstaffError {
  return new FlagstaffError(
    'STORE_EVICTS',
    `Redis: the maxmemory-policy is ${policy}, under which the server deletes ${data} and ${log} when its memory is full. Set it to noeviction or to a volatile-* policy, or keep flags on another server.`,
  );
}

function sentence(fault: Fault): string {
  return fault.message.endsWith('.') ? fault.message : `${fault.message}.`;
}
