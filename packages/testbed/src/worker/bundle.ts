import { mkdir } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** Drivers are not bundled: some are native, and the installed package is under test. */
const DRIVERS = [
  'redis',
  'postgres',
  'mysql2',
  'mysql2/*',
  '@libsql/client',
  'drizzle-orm',
  'drizzle-orm/*',
  '@flagstaff/drizzle',
];

/** `.ts` in sources, `.js` once built. */
const EXTENSION = extname(fileURLToPath(import.meta.url));
const HERE = fileURLToPath(new URL('.', import.meta.url));
let bundled: Promise<string> | undefined;

/** Returns the path of the workers' program, bundled from the sources as one file, once per process. */
export function bundleWorker(): Promise<string> {
  bundled ??= bundle();
  return bundled;
}

async function bundle(): Promise<string> {
  // Inside the package, where the drivers are found.
  const folder = join(HERE, '..', '..', 'node_modules', '.cache', 'workers');
  await mkdir(folder, { recursive: true });
  const outfile = join(folder, `worker-${process.pid}-${crypto.randomUUID()}.mjs`);
  await build({
    entryPoints: [join(HERE, `worker${EXTENSION}`)],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    conditions: ['@flagstaff/source'],
    external: DRIVERS,
    logLevel: 'silent',
  });
  return outfile;
}
