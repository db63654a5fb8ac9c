import { DeadlineExceeded } from '@flagstaff/core/storage';

/**
 * What went wrong with a command.
 *
 * `offline`: it was not sent. `lost` and `timeout`: it was sent, and whether it was executed is unknown. All others are the
 * server's own words, so it was not executed.
 */
export type FaultKind =
  | 'offline'
  | 'lost'
  | 'timeout'
  | 'closed'
  | 'read-only'
  | 'full'
  | 'wrong-type'
  | 'denied'
  | 'no-script'
  | 'not-serving'
  | 'refused';

/** A command that failed. The message is the driver's or the server's, without secrets. */
export class Fault extends Error {
  override readonly name: string = 'Fault';
  readonly kind: FaultKind;
  /** The key that the command was about, where it is known. */
  readonly key: string | undefined;

  constructor(kind: FaultKind, message: string, key?: string) {
    super(message);
    this.kind = kind;
    this.key = key;
  }

  /** Whether the command may have been executed all the same. */
  get uncertain(): boolean {
    return this.kind === 'lost' || this.kind === 'timeout';
  }

  /** Whether the connection is to be replaced: it is dead, or it leads to a server that is not (or no longer) the right one. */
  get suspect(): boolean {
    return this.uncertain || this.kind === 'offline' || this.kind === 'read-only' || this.kind === 'not-serving';
  }
}

const BY_REPLY = new Map<string, FaultKind>([
  ['READONLY', 'read-only'],
  ['MISCONF', 'read-only'],
  ['OOM', 'full'],
  ['WRONGTYPE', 'wrong-type'],
  ['NOPERM', 'denied'],
  ['NOSCRIPT', 'no-script'],
  ['LOADING', 'not-serving'],
  ['CLUSTERDOWN', 'not-serving'],
  ['MASTERDOWN', 'not-serving'],
]);

/** Failures to connect, and of clients that were not connected: nothing was sent. */
const NOT_SENT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOENT']);
const NOT_SENT_MESSAGES = new Set([
  'The client is offline',
  'The client is closed',
  'Connection timeout',
  'All the root nodes are unavailable',
]);

/** An answer of the server, as opposed to an error of the driver or the network: it begins with a code in capitals. */
export function isReply(error: unknown): boolean {
  return error instanceof Error && /^[A-Z][A-Z_]+(?: |$)/.test(error.message);
}

/** The fault that an error of the driver is. */
export function faultOf(error: unknown, key?: string): Fault {
  if (error instanceof Fault) return error;
  if (error instanceof DeadlineExceeded) return new Fault('timeout', 'there was no answer in time', key);
  const message = describe(error);
  if (isReply(error)) return new Fault(BY_REPLY.get(message.split(' ', 1)[0] ?? '') ?? 'refused', message, key);
  const unsent = NOT_SENT.has(codeOf(error)) || (error instanceof Error && NOT_SENT_MESSAGES.has(error.message));
  return new Fault(unsent ? 'offline' : 'lost', message, key);
}

/**
 * An error's message, fit to be shown. A server too old for a command repeats its arguments, a password among them; an
 * address may be a URL with one.
 */
export function describe(error: unknown): string {
  const message = error instanceof Error ? error.message || codeOf(error) || error.name : 'unknown error';
  return message
    .replace(/,? with args beginning with.*$/s, '')
    .replace(/\/\/[^/@\s]*@/g, '//')
    .slice(0, 300);
}

function codeOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : '';
}
