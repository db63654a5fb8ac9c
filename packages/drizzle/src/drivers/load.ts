import type * as net from 'node:net';
import type * as libsql from '@libsql/client';
import type * as mysql from 'mysql2';
import type Postgres from 'postgres';
import { invalidOptions } from '@flagstaff/core/storage';

// Bundlers tolerate a missing package only where its import itself stands in a `try` (docs/design/packaging.md).

/** Imports postgres.js. Rejects with installation instructions when it is missing. */
export async function loadPostgres(): Promise<typeof Postgres> {
  try {
    const { default: postgres } = await import('postgres');
    return postgres;
  } catch (error) {
    throw missing('postgres', error);
  }
}

/** Imports mysql2. Rejects with installation instructions when it is missing. */
export async function loadMysql(): Promise<typeof mysql> {
  try {
    return await import('mysql2');
  } catch (error) {
    throw missing('mysql2', error);
  }
}

/** Imports libsql. Rejects with installation instructions when it is missing. */
export async function loadLibsql(): Promise<typeof libsql> {
  try {
    return await import('@libsql/client');
  } catch (error) {
    throw missing('@libsql/client', error);
  }
}

/** Imports the sockets of Node. Resolves to undefined where there are none. */
export async function loadSockets(): Promise<typeof net | undefined> {
  try {
    return await import('node:net');
  } catch {
    return undefined;
  }
}

function missing(name: string, cause: unknown): Error {
  return invalidOptions(
    `drizzleStorage: this database needs the package ${name}, which cannot be loaded. Install it: npm install ${name}`,
    cause,
  );
}
