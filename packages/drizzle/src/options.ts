import type { FlagstaffError, OptionNames } from '@flagstaff/core/storage';
import { invalidOptions, isText, readObject } from '@flagstaff/core/storage';
import { readDatabaseUrl } from './database-url.ts';
import type { DialectName } from './dialect.ts';
import { dialectOf, rowShapeOf } from './drizzle-database.ts';
import type { DrizzleDatabase } from './drizzle-database.ts';

/** The location of a store and how to connect: a `url`, or an application's own `db`. */
export type DrizzleStorageOptions = CommonOptions &
  (
    | {
        /**
         * `postgres://`, `postgresql://`, `mysql://`, `mariadb://`, `file:`, `:memory:`, `libsql://` or `http(s)://`. Needs the
         * driver postgres, mysql2 or @libsql/client.
         */
        readonly url: string;
        /** Not with `url`. */
        readonly db?: undefined;
        /** Not with `url`, which names the dialect. */
        readonly dialect?: undefined;
      }
    | {
        /** A database that `drizzle()` returned, of any driver for PostgreSQL, MySQL or SQLite. It is never closed. */
        readonly db: DrizzleDatabase;
        /** The dialect of `db`. Omit to detect it. */
        readonly dialect?: DialectName | undefined;
        /** Not with `db`. */
        readonly url?: undefined;
      }
  );

/** @inline */
interface CommonOptions {
  /** The prefix of table names: `[a-z_][a-z0-9_]{0,40}`. Defaults to `flagstaff_`. */
  readonly tablePrefix?: string | undefined;
  /** PostgreSQL only: the schema of the tables, which must exist. Defaults to `schema` in the URL, then to the connection's `search_path`. */
  readonly schema?: string | undefined;
  /** Creates the tables on first use. Defaults to false. */
  readonly autoMigrate?: boolean | undefined;
  /**
   * PostgreSQL only: the URL for LISTEN, when `url` connects through a pooler, or for an application's `db`. Pass false to disable it.
   * Defaults to `url`.
   */
  readonly listen?: string | false | undefined;
  /** Number of commits to keep in the history. `Infinity` keeps all. Defaults to 10,000. */
  readonly historyLimit?: number | undefined;
  /** Milliseconds to read the revision. Defaults to 1,000. */
  readonly timeoutMs?: number | undefined;
  /** Milliseconds to read or write documents. Defaults to 3,000. */
  readonly loadTimeoutMs?: number | undefined;
  /**
   * Milliseconds to open a connection. The other timeouts start when it is open. With `db`, whose driver connects, it applies only to
   * the connection that listens. Defaults to 10,000.
   */
  readonly connectTimeoutMs?: number | undefined;
  /**
   * PostgreSQL and MySQL, with `url`: the maximum number of connections for statements. LISTEN has one more, which is the only one at
   * rest. Defaults to 4; at most 100.
   */
  readonly maxConnections?: number | undefined;
}

export interface Settings {
  readonly source: { readonly url: string } | { readonly db: DrizzleDatabase };
  readonly dialect: DialectName;
  readonly tablePrefix: string;
  readonly schema: string | undefined;
  readonly autoMigrate: boolean;
  readonly listenUrl: string | undefined;
  readonly historyLimit: number;
  readonly timeoutMs: number;
  readonly loadTimeoutMs: number;
  readonly connectTimeoutMs: number;
  readonly maxConnections: number;
}

const OPTIONS: OptionNames<DrizzleStorageOptions> = {
  url: true,
  db: true,
  dialect: true,
  tablePrefix: true,
  schema: true,
  autoMigrate: true,
  listen: true,
  historyLimit: true,
  timeoutMs: true,
  loadTimeoutMs: true,
  connectTimeoutMs: true,
  maxConnections: true,
};

const IDENTIFIER = /^[a-z_][a-z0-9_]{0,40}$/;

/** Validates the options and applies defaults. Throws `INVALID_OPTIONS`. Never repeats a URL, which may contain a password. */
export function parseOptions(given: DrizzleStorageOptions): Settings {
  const options = readObject('drizzleStorage: the options', given, OPTIONS);
  const { source, dialect, urlSchema } = parseSource(options);
  return {
    source,
    dialect,
    tablePrefix: parseIdentifier('tablePrefix', options.tablePrefix ?? 'flagstaff_'),
    schema: parseSchema(options.schema, dialect) ?? urlSchema,
    autoMigrate: parseSwitch(options.autoMigrate ?? false),
    listenUrl: parseListen(options.listen, source, dialect),
    historyLimit: parseCount(options.historyLimit ?? 10_000),
    timeoutMs: parseTimeout('timeoutMs', options.timeoutMs ?? 1_000),
    loadTimeoutMs: parseTimeout('loadTimeoutMs', options.loadTimeoutMs ?? 3_000),
    connectTimeoutMs: parseTimeout('connectTimeoutMs', options.connectTimeoutMs ?? 10_000),
    maxConnections: parseMaxConnections(options.maxConnections, source, dialect),
  };
}

const SCHEMES: readonly (readonly [RegExp, DialectName])[] = [
  [/^postgres(?:ql)?:\/\//, 'postgres'],
  [/^(?:mysql|mariadb):\/\//, 'mysql'],
  [/^(?:file:.|:memory:$|(?:libsql|https?|wss?):\/\/)/, 'sqlite'],
];

interface Source extends Pick<Settings, 'source' | 'dialect'> {
  /** The schema that the URL names. */
  readonly urlSchema?: string | undefined;
}

function parseSource({ url, db, dialect }: Partial<DrizzleStorageOptions>): Source {
  if ((url === undefined) === (db === undefined)) throw invalid('pass either `url` or `db`');
  if (db !== undefined) {
    if (!isDatabase(db)) throw invalid('`db` must come from `drizzle()`');
    const found = parseDialect(dialect) ?? dialectOf(db);
    if (found === undefined) throw invalid('the dialect of `db` is unknown; set `dialect`');
    const shape = found === 'mysql' ? rowShapeOf(db) : undefined;
    if (shape !== undefined) {
      throw invalid(
        `the pool of \`db\` has the option \`${shape}\`, but rows must be flat objects; pass a pool without it`,
      );
    }
    return { source: { db }, dialect: found };
  }
  const scheme = SCHEMES.find(([pattern]) => isText(url, 8_192) && pattern.test(url));
  if (scheme === undefined || url === undefined) {
    throw invalid(
      '`url` must start with postgres://, mysql://, mariadb://, file:, libsql:// or http(s)://, or be :memory:',
    );
  }
  const read = readDatabaseUrl('url', url, scheme[1]);
  const urlSchema = read.schema === undefined ? undefined : parseIdentifier('schema` in `url', read.schema);
  return { source: { url: read.url }, dialect: scheme[1], urlSchema };
}

function parseDialect(dialect: unknown): DialectName | undefined {
  if (dialect === undefined || dialect === 'postgres' || dialect === 'mysql' || dialect === 'sqlite') return dialect;
  throw invalid('`dialect` must be postgres, mysql or sqlite');
}

export function isDatabase(db: unknown): db is DrizzleDatabase {
  try {
    return typeof (db as DrizzleDatabase | null)?.transaction === 'function';
  } catch {
    // A getter or a Proxy that throws.
    return false;
  }
}

/** Validates a name that is spliced into statements. @throws {FlagstaffError} INVALID_OPTIONS when it is not an identifier. */
export function parseIdentifier(name: string, value: unknown): string {
  if (typeof value === 'string' && IDENTIFIER.test(value)) return value;
  throw invalid(`\`${name}\` must be up to 41 lowercase letters, digits and underscores, and not start with a digit`);
}

function parseSchema(schema: unknown, dialect: DialectName): string | undefined {
  if (schema === undefined) return undefined;
  if (dialect !== 'postgres') throw invalid('`schema` is for PostgreSQL; elsewhere use `tablePrefix`');
  return parseIdentifier('schema', schema);
}

function parseListen(listen: unknown, source: Settings['source'], dialect: DialectName): string | undefined {
  if (listen === false) return undefined;
  if (listen === undefined) return dialect === 'postgres' && 'url' in source ? source.url : undefined;
  if (dialect !== 'postgres') throw invalid('`listen` is for PostgreSQL; other databases are polled');
  if (isText(listen, 8_192) && /^postgres(?:ql)?:\/\//.test(listen)) {
    // Only validated: an application's own driver reads parameters in its own way.
    readDatabaseUrl('listen', listen, dialect);
    return listen;
  }
  throw invalid('`listen` must start with postgres://, or be false');
}

function parseSwitch(value: unknown): boolean {
  if (typeof value === 'boolean') return value;
  throw invalid('`autoMigrate` must be true or false');
}

function parseCount(value: unknown): number {
  if (value === Infinity || (Number.isSafeInteger(value) && (value as number) >= 1)) return value as number;
  throw invalid('`historyLimit` must be a whole number from 1, or Infinity');
}

function parseMaxConnections(value: unknown, source: Settings['source'], dialect: DialectName): number {
  if (value === undefined) return 4;
  if ('db' in source || dialect === 'sqlite') {
    throw invalid('`maxConnections` is for a `url` of PostgreSQL or MySQL');
  }
  if (Number.isSafeInteger(value) && (value as number) >= 1 && (value as number) <= 100) return value as number;
  throw invalid('`maxConnections` must be a whole number from 1 to 100');
}

function parseTimeout(name: string, value: unknown): number {
  if (Number.isSafeInteger(value) && (value as number) >= 1 && (value as number) <= 600_000) return value as number;
  throw invalid(`\`${name}\` must be a whole number of milliseconds from 1 to 600,000`);
}

function invalid(expected: string): FlagstaffError {
  return invalidOptions(`drizzleStorage: ${expected}.`);
}
