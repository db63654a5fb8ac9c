import { DeadlineExceeded } from '@flagstaff/core/storage';

/**
 * Why a command failed.
 *
 * `offline`: it was not sent. `lost` and `timeout`: it was sent, and its outcome is unknown. All others are error replies of the
 * server, so it was not executed.
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
  | 'try-again'
  | 'refused';

/** A failed command. The message comes from the driver or the server, without secrets. */
export class Fault extends Error {
  override readonly name: string = 'Fault';
  readonly kind: FaultKind;
  /** The command's key, if known. */
  readonly key: string | undefined;

  constructor(kind: FaultKind, message: string, key?: string) {
    super(message);
    this.kind = kind;
    this.key = key;
  }

  /** Whether the command may have been executed. */
  get uncertain(): boolean {
    return this.kind === 'lost' || this.kind === 'timeout';
  }

  /** Whether to replace the connection: it is dead, or its server is not (or no longer) the right one. */
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
  // The slot moves to another node, and its keys are on both.
  ['TRYAGAIN', 'try-again'],
]);

/** Errors of connecting and of unconnected clients: nothing was sent. */
const NOT_SENT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOENT']);
const NOT_SENT_MESSAGES = new Set([
  'The client is offline',
  'The client is closed',
  'Connection timeout',
  'All the root nodes are unavailable',
]);

/** Returns whether an error is a server reply, which starts with an uppercase code, rather than a driver or network error. */
export function isReply(error: unknown): boolean {
  return error instanceof Error && /^[A-Z][A-Z_]+(?: |$)/.test(error.message);
}

/** Converts an error of the driver to a fault. */
export function faultOf(error: unknown, key?: string): Fault {
  if (error instanceof Fault) return error;
  if (error instanceof DeadlineExceeded) return new Fault('timeout', 'the server did not respond in time', key);
  const message = describe(error);
  if (isReply(error)) return new Fault(BY_REPLY.get(message.split(' ', 1)[0] ?? '') ?? 'refused', message, key);
  const unsent = NOT_SENT.has(codeOf(error)) || (error instanceof Error && NOT_SENT_MESSAGES.has(error.message));
  return new Fault(unsent ? 'offline' : 'lost', message, key);
}

/**
 * Returns an error's message without secrets. A server too old for a command repeats its arguments, including a password, and an
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
