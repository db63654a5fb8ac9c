import { entityKind } from 'drizzle-orm';
import type { SQL } from 'drizzle-orm';
import type { DialectName } from './dialect.ts';

/**
 * A database that `drizzle()` returned, or a transaction of one. Typed by shape, because class names differ between Drizzle's two
 * release lines.
 */
export interface DrizzleDatabase {
  /** Runs work in a transaction. */
  readonly transaction: (work: never, config?: never) => unknown;
}

/** The methods that are used. SQLite has `all` and `run`, the others `execute`. */
export interface Database {
  transaction<T>(work: (tx: Database) => T, config?: { readonly behavior: 'immediate' }): T;
  execute?(query: SQL): unknown;
  all?(query: SQL): unknown;
  run?(query: SQL): unknown;
}

const DIALECTS: ReadonlyMap<string, DialectName> = new Map([
  ['PgDialect', 'postgres'],
  ['MySqlDialect', 'mysql'],
  ['SQLiteDialect', 'sqlite'],
]);

/** Returns the dialect of a database. Undefined when it is not from Drizzle, or of an unknown kind. */
export function dialectOf(db: DrizzleDatabase): DialectName | undefined {
  const dialect = 'dialect' in db ? db.dialect : undefined;
  return kindsOf(dialect)
    .map((kind) => DIALECTS.get(kind))
    .find((found) => found !== undefined);
}

/** Returns whether the driver is synchronous, as better-sqlite3 is. Nothing can be awaited within its transactions. */
export function isSynchronous(db: DrizzleDatabase): boolean {
  if ('resultKind' in db) return db.resultKind === 'sync';
  return [...kindsOf(db), ...kindsOf('session' in db ? db.session : undefined)].some((kind) =>
    kind.includes('SQLiteSync'),
  );
}

/** Returns the option of mysql2 that makes its rows something else than flat objects. Undefined when none does. */
export function rowShapeOf(db: DrizzleDatabase): string | undefined {
  const client = property(db, '$client');
  const config = property(property(client, 'pool') ?? client, 'config');
  // That of a pool, or of a single connection.
  const settings = property(config, 'connectionConfig') ?? config;
  return ['rowsAsArray', 'nestTables'].find((name) => Boolean(property(settings, name)));
}

function property(object: unknown, name: string): unknown {
  return typeof object === 'object' && object !== null ? (Reflect.get(object, name) as unknown) : undefined;
}

/** Returns Drizzle's names for the classes of an object. They are the same in every copy of Drizzle. */
function kindsOf(object: unknown): string[] {
  const kinds: string[] = [];
  if (typeof object !== 'object' || object === null) return kinds;
  for (let each: unknown = object.constructor; typeof each === 'function'; each = Object.getPrototypeOf(each)) {
    const kind = Object.hasOwn(each, entityKind) ? (each as unknown as Record<symbol, unknown>)[entityKind] : undefined;
    if (typeof kind === 'string') kinds.push(kind);
  }
  return kinds;
}
