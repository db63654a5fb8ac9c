import { DeadlineExceeded, FlagstaffError } from '@flagstaff/core/storage';

/**
 * Why a statement failed.
 *
 * `wrong-server`: a writer that became a reader, whose connections are replaced. `unreachable`: it was not sent. `lost` and `timeout`: it was sent, and its outcome is unknown. All others are errors of the
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
  | 'wrong-server'
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

const BY_CODE: ReadonlyMap<string, FaultKind> = byCode({
  unreachable: [
    'ECONNREFUSED ENOTFOUND EAI_AGAIN EHOSTUNREACH ENETUNREACH ENOENT CONNECT_TIMEOUT CONNECTION_ENDED',
    // Too many connections, or a server that starts.
    '53300 57P03 ER_CON_COUNT_ERROR ER_TOO_MANY_USER_CONNECTIONS ER_USER_LIMIT_REACHED ER_SERVER_OFFLINE_MODE',
    // A login or a database that the server refuses.
    '08001 08004 28000 28P01 3D000 57P04 ER_ACCESS_DENIED_ERROR ER_ACCESS_DENIED_NO_PASSWORD_ERROR',
    'ER_DBACCESS_DENIED_ERROR ER_BAD_DB_ERROR ER_HOST_IS_BLOCKED ER_HOST_NOT_PRIVILEGED ER_NOT_SUPPORTED_AUTH_MODE',
    'ER_MUST_CHANGE_PASSWORD_LOGIN ER_ACCOUNT_HAS_BEEN_LOCKED SQLITE_CANTOPEN',
  ],
  lost: [
    '08000 08003 08006 08P01 25P03 25P04 40003 57P01 57P02 57P05',
    'ER_SERVER_SHUTDOWN ER_CONNECTION_KILLED ER_ABORTING_CONNECTION ER_NEW_ABORTING_CONNECTION',
    'ER_NET_READ_ERROR ER_NET_READ_INTERRUPTED ER_NET_ERROR_ON_WRITE ER_NET_WRITE_INTERRUPTED',
    'ER_NET_PACKETS_OUT_OF_ORDER ER_CLIENT_INTERACTION_TIMEOUT',
  ],
  missing: ['42P01 3F000 ER_NO_SUCH_TABLE'],
  // A lost race, a deadlock, a lock timeout, a row that changed concurrently.
  collision: ['22012 40001 40P01 55P03 ER_LOCK_DEADLOCK ER_LOCK_WAIT_TIMEOUT ER_CHECKREAD'],
  duplicate: ['23505 ER_DUP_ENTRY'],
  // A libsql connection that was replaced before its statement ran.
  busy: ['TRANSACTION_ACTIVE CLIENT_CLOSED'],
  'wrong-server': [
    '25006 ER_OPTION_PREVENTS_STATEMENT ER_READ_ONLY_MODE ER_READ_ONLY_TRANSACTION ER_INNODB_READ_ONLY',
    'ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION ER_SCHEMA_READ_ONLY',
  ],
  'read-only': ['42501 ER_TABLEACCESS_DENIED_ERROR ER_COLUMNACCESS_DENIED_ERROR ER_SPECIFIC_ACCESS_DENIED_ERROR'],
  full: [
    '53000 53100 53200 53400 54000 ER_DISK_FULL ER_RECORD_FILE_FULL ER_NET_PACKET_TOO_LARGE ER_LOCK_TABLE_FULL',
    'ER_OUTOFMEMORY ER_OUT_OF_RESOURCES ER_ENGINE_OUT_OF_MEMORY ER_TOO_MANY_CONCURRENT_TRXS',
  ],
  corrupt: ['XX001 XX002 ER_CRASHED_ON_USAGE ER_CRASHED_ON_REPAIR ER_NOT_KEYFILE'],
  refused: ['57014'],
});

function byCode(codes: { readonly [Kind in FaultKind]?: readonly string[] }): Map<string, FaultKind> {
  const entries = Object.entries(codes) as [FaultKind, readonly string[]][];
  return new Map(
    entries.flatMap(([kind, lines]) => lines.flatMap((line) => line.split(' ').map((code) => [code, kind] as const))),
  );
}

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
