import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';

const run = promisify(execFile);
const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const ROOT = here('../../');
const CORE = 'packages/core/src';

/** Writes the sources of core at a revision into a folder; resolves to where they are. */
export async function sourcesAt(revision, folder) {
  const tar = join(folder, 'core.tar');
  await mkdir(folder, { recursive: true });
  await run('git', ['archive', '--output', tar, revision, CORE], { cwd: ROOT });
  await run('tar', ['-xf', tar, '-C', folder]);
  return join(folder, CORE);
}

/**
 * Bundles `side.mjs` with a core. `plain` replaces a module of it by a plain form: the file of bench/without that has its name.
 */
export async function buildSide({ outfile, sources = join(ROOT, CORE), plain }) {
  await build({
    entryPoints: [here('side.mjs')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    external: ['re2js', 'croner'],
    logLevel: 'silent',
    plugins: [coreFrom(sources), ...(plain === undefined ? [] : [replace(plain)])],
  });
}

const coreFrom = (sources) => ({
  name: 'core',
  setup({ onResolve }) {
    onResolve({ filter: /^@flagstaff\/core(\/.+)?$/ }, ({ path }) => ({
      path: join(sources, `${path.split('/')[2] ?? 'index'}.ts`),
    }));
  },
});

const replace = (name) => ({
  name: 'plain',
  setup({ onResolve }) {
    const form = here(`../without/${name}.mjs`);
    onResolve({ filter: new RegExp(`/${name}\\.ts$`) }, ({ importer }) =>
      importer === form ? undefined : { path: form },
    );
  },
});
