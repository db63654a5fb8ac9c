import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const EXAMPLE = fileURLToPath(new URL('..', import.meta.url));

export interface Settings {
  readonly ports: { readonly express: number; readonly koa: number; readonly hono: number };
  /** `sqlite`: the database, which takes every edit of the file; `file`: the file alone. */
  readonly store: 'sqlite' | 'file';
  readonly flagsFile: string;
  readonly database: string;
}

/** What the environment says, or the defaults. */
export function readSettings(environment: NodeJS.ProcessEnv): Settings {
  return {
    ports: {
      express: portFrom(environment, 'EXPRESS_PORT', 3001),
      koa: portFrom(environment, 'KOA_PORT', 3002),
      hono: portFrom(environment, 'HONO_PORT', 3003),
    },
    store: storeFrom(environment['FLAGS_STORE'] ?? 'sqlite'),
    flagsFile: resolve(environment['FLAGS_FILE'] ?? `${EXAMPLE}/flags.json`),
    database: resolve(environment['FLAGS_DATABASE'] ?? `${EXAMPLE}/data/flags.sqlite`),
  };
}

function portFrom(environment: NodeJS.ProcessEnv, name: string, fallback: number): number {
  const port = Number(environment[name] ?? fallback);
  if (Number.isInteger(port) && port >= 0 && port < 65_536) return port;
  throw new Error(
    `${name} is ${JSON.stringify(environment[name])}; give a port from 0 to 65535 (0: any that is free).`,
  );
}

function storeFrom(name: string): Settings['store'] {
  if (name === 'sqlite' || name === 'file') return name;
  throw new Error(`FLAGS_STORE is ${JSON.stringify(name)}; give sqlite or file.`);
}
