import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { readPackages } from './workspace-packages.mjs';

const CONDITION = '@flagstaff/source';

/**
 * Bundles programs of an example from the sources of all packages, so that nothing needs a build. Other packages are imported from
 * the folder in which they are installed, esbuild among them.
 */
export async function bundleExample(example, { entries, outdir, installed }) {
  const { build } = createRequire(join(installed, 'package.json'))('esbuild');
  await build({
    entryPoints: entries.map((entry) => join(example, 'src', `${entry}.ts`)),
    outdir,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    sourcemap: 'linked',
    logLevel: 'warning',
    plugins: [fromSources(installed)],
  });
}

/** Resolves packages of the workspace to their sources, and all others to installed files. */
function fromSources(installed) {
  const packages = readPackages();
  return {
    name: 'from-sources',
    setup(build) {
      build.onResolve({ filter: /^@flagstaff\// }, ({ path }) => {
        const name = path.split('/').slice(0, 2).join('/');
        const { folder, manifest } = packages.get(name);
        const door = `.${path.slice(name.length)}`;
        return { path: join(folder, manifest.exports[door][CONDITION]), sideEffects: manifest.sideEffects };
      });
      build.onResolve({ filter: /^[^./]/ }, async ({ path, kind, pluginData }) => {
        if (kind === 'entry-point' || path.startsWith('node:') || pluginData === 'resolving') return undefined;
        const found = await build.resolve(path, { kind, resolveDir: installed, pluginData: 'resolving' });
        // Without a file it is a module of Node, or a driver of a database that the example does not use.
        const isFile = found.errors.length === 0 && !found.external;
        return { path: isFile ? pathToFileURL(found.path).href : path, external: true };
      });
    },
  };
}
