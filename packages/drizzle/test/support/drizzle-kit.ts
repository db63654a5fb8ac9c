import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { onTestFinished } from 'vitest';

/** A push of a schema file, as an application runs it. */
export interface Push {
  readonly dialect: 'postgresql' | 'mysql' | 'sqlite';
  readonly url: string;
  /** The TypeScript of the schema file. */
  readonly schema: string;
  /** Further options of the configuration. */
  readonly config?: object;
  readonly force?: boolean;
}

const PACKAGE = fileURLToPath(new URL('../../', import.meta.url));
const BIN = createRequire(import.meta.url)
  .resolve('drizzle-kit')
  .replace(/index\.\w+$/, 'bin.cjs');

/** drizzle-kit reads the keys of tables under the names that MySQL gives to columns, in capitals. MariaDB keeps the query's. */
const CAPITALS = `const { Connection } = require('mysql2');
for (const method of ['query', 'execute']) {
  const original = Connection.prototype[method];
  const inCapitals = (text) =>
    text.replace('SELECT table_name, column_name,', 'SELECT table_name AS TABLE_NAME, column_name AS COLUMN_NAME,');
  Connection.prototype[method] = function (query, ...rest) {
    const changed = typeof query === 'string' ? inCapitals(query) : Object.assign(query, { sql: inCapitals(query.sql) });
    return original.call(this, changed, ...rest);
  };
}
`;

/** Runs `drizzle-kit push`. Resolves to what it prints. Rejects when it fails, or asks a question. */
export async function push({ dialect, url, schema, config = {}, force = false }: Push): Promise<string> {
  const cache = `${PACKAGE}node_modules/.cache/`;
  mkdirSync(cache, { recursive: true });
  // Inside the package, so that the schema resolves its imports.
  const folder = mkdtempSync(`${cache}push-`);
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = (name: string, text: string): string => {
    writeFileSync(`${folder}/${name}`, text);
    return `${folder}/${name}`;
  };
  const options = { dialect, schema: file('schema.ts', schema), dbCredentials: { url }, ...config };
  const path = file('drizzle.config.ts', `export default ${JSON.stringify(options)};\n`);
  const args = ['push', '--verbose', '--config', path, ...(force ? ['--force'] : [])];
  const preload = dialect === 'mysql' ? ` --require=${file('capitals.cjs', CAPITALS)}` : '';
  const env = { ...process.env, NODE_OPTIONS: `--conditions=@flagstaff/source${preload}` };
  const { stdout } = await promisify(execFile)(process.execPath, [BIN, ...args], { cwd: PACKAGE, env });
  return stdout;
}

/** The path of an entry point of this package, as a schema file imports it. */
export const entry = (name: 'pg' | 'mysql' | 'sqlite'): string =>
  fileURLToPath(new URL(`src/${name}.ts`, pathToFileURL(PACKAGE)));
