import { DeadlineExceeded, FlagstaffError } from '@flagstaff/core/storage';

/**
 * Why a statement failed.
 *
 * `unreachable`: it was not sent. `lost` and `timeout`: it was sent, and its outcome is unknown. All others are errors of the
 * database itself, so it had no effect.
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

/** A failed statement, with the driver's code. Omits the driver's message, which may quote statements and values. */
export class Fault extends Error {
  override readonly name: string = 'Fault';
  readonly kind: FaultKind;
  /** SQLSTATE, or the driver's code. */
  readonly code: string;
  /** Whether the statement may have taken effect. */
  readonly uncertain: boolean;

  constructor(kind: FaultKind, code: string, uncertain: boolean = kind === 'lost' || kind === 'timeout') {
    super(code === '' ? kind : code);
    this.kind = kind;
    this.code = code;
    this.uncertain = uncertain;
  }
}

/** Marks a failure as without effect: of a read, or of a transaction that was not committed. */
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
    // A lost race, a deadlock, a lock timeout, a row that changed concurrently.
    collision: ['22012', '40001', '40P01', '55P03', 'ER_LOCK_DEADLOCK', 'ER_LOCK_WAIT_TIMEOUT', 'ER_CHECKREAD'],
    duplicate: ['23505', 'ER_DUP_ENTRY'],
    // A libsql connection that was replaced before its statement ran.
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

/** Converts an error of a driver, or of Drizzle around it, to a fault. */
export function faultOf(error: unknown): Fault {
  if (error instanceof Fault) return error;
  const causes = causesOf(error);
  if (causes.some((cause) => cause instanceof DeadlineExceeded)) return new Fault('timeout', '');
  const code = causes.map(codeOf).find((found) => found !== '') ?? '';
  const known = BY_CODE.get(code) ?? BY_SQLITE_CODE.find(([pattern]) => pattern.test(code))?.[1];
  if (known !== undefined) return new Fault(known, code);
  if (causes.some(({ message }) => /no such table/.test(message))) return new Fault('missing', code);
  // Databases report SQLSTATE or a code of their own. Everything else comes from the network or the driver.
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
