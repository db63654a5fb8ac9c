import { createConnection } from 'mysql2/promise';
import postgres from 'postgres';
import { MYSQL, POSTGRES } from './servers.ts';

/** A database of one test file: each run creates and drops its own. */
export interface TestDatabase {
  readonly url: string;
  /** Runs statements outside the storage, as an operator's console would. */
  query(text: string): Promise<readonly Record<string, unknown>[]>;
  drop(): Promise<void>;
}

/** Creates an empty database on the PostgreSQL server. `settings` is the end of its statement. */
export async function postgresDatabase(settings = ''): Promise<TestDatabase> {
  const name = freshName();
  const admin = postgres(POSTGRES, { max: 1, onnotice: () => {} });
  await admin.unsafe(`CREATE DATABASE ${name} ${settings}`);
  const url = withDatabase(POSTGRES, name);
  const own = postgres(url, { max: 1, onnotice: () => {} });
  return {
    url,
    query: async (text) => [...(await own.unsafe(text))],
    async drop() {
      await own.end({ timeout: 1 });
      await admin.unsafe(`DROP DATABASE ${name} WITH (FORCE)`);
      await admin.end({ timeout: 1 });
    },
  };
}

/** Creates an empty database on the MySQL or MariaDB server. */
export async function mysqlDatabase(): Promise<TestDatabase> {
  const name = freshName();
  const admin = await createConnection({ uri: MYSQL, multipleStatements: true });
  // The worst default of real servers: the tables must declare what they need.
  await admin.query(`CREATE DATABASE ${name} CHARACTER SET latin1`);
  await admin.query(`USE ${name}`);
  return {
    url: withDatabase(MYSQL, name),
    async query(text) {
      const [rows] = await admin.query(text);
      return Array.isArray(rows) ? (rows as Record<string, unknown>[]) : [];
    },
    async drop() {
      await admin.query(`DROP DATABASE ${name}`);
      await admin.end();
    },
  };
}

/** Returns a unique prefix. */
export function freshPrefix(): string {
  return `t${crypto.randomUUID().replaceAll('-', '').slice(0, 16)}_`;
}

function freshName(): string {
  return `flagstaff_${crypto.randomUUID().replaceAll('-', '')}`;
}

function withDatabase(url: string, name: string): string {
  const address = new URL(url);
  address.pathname = `/${name}`;
  return address.href;
}
