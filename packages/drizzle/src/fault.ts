import { DeadlineExceeded, FlagstaffError } from '@flagstaff/core/storage';

/**
 * What went wrong with a statement.
 *
 * `unreachable`: it was not sent. `lost` and `timeout`: it was sent, and what became of it is unknown. All others are the
 * database's own words, so it did not happen.
 */
export type FaultKind =
  | 'unreachable'
  | 'lost'
  | 'timeout'
  | 'missing'
  | 'collision'
  | 'duplicate'
  | 'busy'
  | 'read-only'
  | 'full'
  | 'corrupt'
  | 'refused';

/** A statement that failed, with the driver's code. The driver's own message stays out: it may quote statements and values. */
export class Fault extends Error {
  override readonly name: string = 'Fault';
  readonly kind: FaultKind;
  /** SQLSTATE, or the driver's code. */
  readonly code: string;
  /** Whether it may have happened all the same. */
  readonly uncertain: boolean;

  constructor(kind: FaultKind, code: string, uncertain: boolean = kind === 'lost' || kind === 'timeout') {
    super(code === '' ? kind : code);
    this.kind = kind;
    this.code = code;
    this.uncertain = uncertain;
  }
}

/** The same failure, of something that changes nothing: a read, or a transaction that was not told to commit. */
export function harmless(error: unknown): FlagstaffError | Fault {
  if (error instanceof FlagstaffError) return error;
  const { kind, code } = faultOf(error);
  return new Fault(kind, code, false);
}

const BY_CODE: ReadonlyMap<string, FaultKind> = new Map(
  Object.entries({
    unreachable: [
      'ECONNREFUSED',
      'ENOTFOUND',
      'EAI_AGAIN',
      'EHOSTUNREACH',
      'ENETUNREACH',
      'ENOENT',
      'CONNECT_TIMEOUT',
      'ER_CON_COUNT_ERROR',
      'ER_ACCESS_DENIED_ERROR',
      'ER_BAD_DB_ERROR',
      'CONNECTION_ENDED',
      '28P01',
      '28000',
      '3D000',
      '53300',
      '57P03',
      'SQLITE_CANTOPEN',
    ],
    lost: ['57P01', '57P02', '08006', '08003', 'ER_SERVER_SHUTDOWN', 'ER_CONNECTION_KILLED'],
    missing: ['42P01', '3F000', 'ER_NO_SUCH_TABLE'],
    // A race that was lost, a deadlock, a wait for a lock that lasted too long, a row that changed meanwhile.
    collision: ['22012', '40001', '40P01', '55P03', 'ER_LOCK_DEADLOCK', 'ER_LOCK_WAIT_TIMEOUT', 'ER_CHECKREAD'],
    duplicate: ['23505', 'ER_DUP_ENTRY'],
    // A connection of libsql that was replaced under a statement, before it ran.
    busy: ['TRANSACTION_ACTIVE', 'CLIENT_CLOSED'],
    'read-only': ['25006', '42501', 'ER_OPTION_PREVENTS_STATEMENT', 'ER_TABLEACCESS_DENIED_ERROR', 'ER_READ_ONLY_MODE'],
    full: ['53100', 'ER_DISK_FULL', 'ER_RECORD_FILE_FULL', 'ER_NET_PACKET_TOO_LARGE'],
    refused: ['57014'],
  } satisfies Partial<Record<FaultKind, readonly string[]>>).flatMap(([kind, codes]) =>
    codes.map((code) => [code, kind as FaultKind] as const),
  ),
);

const BY_SQLITE_CODE: readonly (readonly [RegExp, FaultKind])[] = [
  [/^SQLITE_(?:BUSY|LOCKED)/, 'busy'],
  [/^SQLITE_READONLY/, 'read-only'],
  [/^SQLITE_FULL/, 'full'],
  [/^SQLITE_(?:CORRUPT|NOTADB)/, 'corrupt'],
  [/^SQLITE_CONSTRAINT/, 'duplicate'],
];

/** The fault that an error of a driver, or of Drizzle around it, is. */
export function faultOf(error: unknown): Fault {
  if (error instanceof Fault) return error;
  const causes = causesOf(error);
  if (causes.some((cause) => cause instanceof DeadlineExceeded)) return new Fault('timeout', '');
  const code = causes.map(codeOf).find((found) => found !== '') ?? '';
  const known = BY_CODE.get(code) ?? BY_SQLITE_CODE.find(([pattern]) => pattern.test(code))?.[1];
  if (known !== undefined) return new Fault(known, code);
  if (causes.some(({ message }) => /no such table/.test(message))) return new Fault('missing', code);
  // A database answers with SQLSTATE or a code of its own; everything else is the network's or the driver's.
  const answered = /^(?:[0-9A-Z]{5}|E[ER]_.*|SQLITE_.*|SQL_.*)$/.test(code) && !/^E[A-Z]{4}$/.test(code);
  return new Fault(answered ? 'refused' : 'lost', code);
}

function causesOf(error: unknown): Error[] {
  const causes: Error[] = [];
  for (let cause = error; cause instanceof Error && causes.length < 8; cause = cause.cause) causes.push(cause);
  return causes;
}

function codeOf(error: Error): string {
  const code = 'code' in error ? error.code : undefined;
  return typeof code === 'string' && /^[A-Za-z0-9_]{1,64}$/.test(code) ? code : '';
}
