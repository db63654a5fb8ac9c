import { createRequire } from 'node:module';
import { join, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildPageIfStale } from '../../packages/admin/ui/build-if-stale.mjs';
import { readPackages } from './workspace-packages.mjs';

const CONDITION = '@flagstaff/source';

/**
 * Bundles programs of an example from the sources of all packages, so that nothing needs a build. Other packages are imported from
 * the folder in which they are installed, esbuild among them.
 */
export async function bundleExample(example, { entries, outdir, installed }) {
  const require = createRequire(join(installed, 'package.json'));
  const load = (name) => import(pathToFileURL(require.resolve(name)).href);
  const [{ build }, vite] = await Promise.all([load('esbuild'), load('vite')]);
  await buildPageIfStale({ plugins: [pageFromSources(installed)] }, vite);
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

const OURS = /^@flagstaff\//;

function sourceOf(packages, path) {
  const name = path.split('/').slice(0, 2).join('/');
  const { folder, manifest } = packages.get(name);
  const door = `.${path.slice(name.length)}`;
  const target = manifest.exports[door];
  return { path: join(folder, target[CONDITION] ?? target), sideEffects: manifest.sideEffects };
}

/** The same for the page of the admin: its sources import packages that are installed elsewhere. */
function pageFromSources(installed) {
  const packages = readPackages();
  const folders = [...packages.values()].map(({ folder }) => `${folder}${sep}`);
  return {
    name: 'page-from-sources',
    enforce: 'pre',
    async resolveId(path, importer) {
      if (OURS.test(path)) return sourceOf(packages, path).path;
      const isOurs = importer !== undefined && folders.some((folder) => importer.startsWith(folder));
      if (!isOurs || importer.startsWith(installed) || !/^[\w@]/.test(path)) return null;
      return this.resolve(path, join(installed, 'package.json'), { skipSelf: true });
    },
  };
}

/** Resolves packages of the workspace to their sources, and all others to installed files. */
function fromSources(installed) {
  const packages = readPackages();
  return {
    name: 'from-sources',
    setup(build) {
      build.onResolve({ filter: OURS }, ({ path }) => sourceOf(packages, path));
      build.onResolve({ filter: /^[^./#]/ }, async ({ path, kind, pluginData }) => {
        if (kind === 'entry-point' || path.startsWith('node:') || pluginData === 'resolving') return undefined;
        const found = await build.resolve(path, { kind, resolveDir: installed, pluginData: 'resolving' });
        // Without a file it is a module of Node, or a driver of a database that the example does not use.
        const isFile = found.errors.length === 0 && !found.external;
        return { path: isFile ? pathToFileURL(found.path).href : path, external: true };
      });
    },
  };
}
