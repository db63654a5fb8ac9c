// Bundles the package of the working directory, as ES modules into `dist` and as CommonJS into `dist/cjs`, beside the declarations that
// the compiler wrote. Removes every other file: caches of builds restore outputs whose sources are gone. Docs: docs/design/packaging.md
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { build } from 'rolldown';
import { binsOf, doorsOf } from './lib/doors.mjs';
import { requiredWhenNeeded } from './lib/required-when-needed.mjs';
import { filesBelow, isSource, isTest, readJson } from './lib/tree.mjs';

/** Dependencies that have no CommonJS form: the CommonJS form of ours contains them, with their licenses. */
const WITHOUT_COMMONJS = ['@remix-run/node-fetch-server', 'typebox'];

/** Dependencies that take a process longer to open than to run, for their hundreds of files or as CommonJS: the ES modules contain them. */
const SLOW_TO_OPEN = ['commander', 'typebox'];

/**
 * Chunks below this many bytes are merged: opening a file costs more than parsing a few functions that a door does not need. What loads at
 * once is never merged with what loads on demand, and what loads a dependency is merged only with what loads the same.
 */
const SHARED = { minShareCount: 2, entriesAware: true, entriesAwareMergeThreshold: 8_000 };

const folder = process.cwd();
const dist = join(folder, 'dist');
const manifest = await readJson(join(folder, 'package.json'));
const inlined = WITHOUT_COMMONJS.filter((name) => Object.hasOwn(manifest.dependencies ?? {}, name));
const everywhere = SLOW_TO_OPEN.filter((name) => Object.hasOwn(manifest.dependencies ?? {}, name));
const names = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies });
const isDependency = (id) => names.some((name) => id === name || id.startsWith(`${name}/`));
const isExternal = (except) => (id) =>
  id.startsWith('node:') || (isDependency(id) && !except.some((name) => id === name || id.startsWith(`${name}/`)));

/** Bundles all doors and programs. Code that several doors share is in chunks, so that each loads once. Resolves to the names of the files. */
async function bundle(format, dir, { contains = [], plugins = [], programs = [], ...more } = {}) {
  const modules = sortModules([doorsOf(manifest)[0], ...programs]);
  const { output } = await build({
    cwd: folder,
    input: Object.fromEntries([...doorsOf(manifest), ...programs].map(({ name, source }) => [name, source])),
    external: isExternal(contains),
    platform: 'node',
    logLevel: 'warn',
    plugins: [modules.plugin, withoutMapsOfGenerated(), ...plugins],
    output: {
      dir,
      format,
      sourcemap: true,
      // The package ships its own sources, not those of others.
      sourcemapExcludeSources: contains.length === 0,
      entryFileNames: '[name].js',
      chunkFileNames: ({ name }) => `chunks/${shortened(name)}.js`,
      minifyInternalExports: false,
      codeSplitting: {
        groups: [
          { ...SHARED, name: 'common', test: (id) => modules.atOnce.has(id), priority: 1 },
          { ...SHARED, name: (id) => groupOf(modules.dependencies.get(id) ?? []), debugName: 'shared' },
        ],
      },
      ...more,
    },
  });
  return output.map(({ fileName }) => fileName);
}

/** The name of the group of modules that load these dependencies. */
function groupOf(dependencies) {
  return ['shared', ...dependencies.map((name) => name.replaceAll(/\W+/g, '-')).toSorted()].join('_');
}

/** The name of a shared chunk lists all entry points. An archive limits the length of a path. */
function shortened(name) {
  return name.length <= 70 ? name : name.split('~', 4).join('~');
}

/** Copies a declaration: where `package.json` says CommonJS, TypeScript reads it as one. */
async function copyDeclaration(path) {
  const content = await readFile(join(dist, path), 'utf8');
  const to = join(dist, 'cjs', path);
  await mkdir(dirname(to), { recursive: true });
  await writeFile(to, path.endsWith('.map') ? oneFolderDeeper(content) : content);
}

function oneFolderDeeper(text) {
  const map = JSON.parse(text);
  return JSON.stringify({ ...map, sources: map.sources.map((source) => `../${source}`) });
}

/**
 * Sorts modules: those that the entry points load at once, which is without `import()`, and for each of ours the dependencies that it loads at
 * once and they do not.
 */
function sortModules(entries) {
  const atOnce = new Set();
  const dependencies = new Map();
  const plugin = {
    name: 'sort-modules',
    buildEnd() {
      const reach = (found, id) => {
        if (found.has(id)) return found;
        found.add(id);
        this.getModuleInfo(id)?.importedIds.forEach((next) => reach(found, next));
        return found;
      };
      for (const { source } of entries) reach(atOnce, join(folder, source));
      for (const id of this.getModuleIds()) {
        if (!id.startsWith(join(folder, 'src'))) continue;
        const reached = [...reach(new Set(), id)];
        dependencies.set(
          id,
          reached.filter((it) => isDependency(it) && !atOnce.has(it)),
        );
      }
    },
  };
  return { atOnce, dependencies, plugin };
}

/** Source maps may not point at files that the package does not ship, such as the generated assets of a page. */
function withoutMapsOfGenerated() {
  return {
    name: 'without-maps-of-generated',
    transform(code, id) {
      const path = relative(folder, id);
      if (path.startsWith('..') || path.startsWith(`src${sep}`) || path.includes('node_modules')) return null;
      return { code, map: { version: 3, mappings: '', sources: [], names: [] } };
    },
  };
}

const sources = await filesBelow(join(folder, 'src'), (path) => isSource(path) && !isTest(path));
const declarations = sources.flatMap((path) => [path.replace(/\.ts$/, '.d.ts'), path.replace(/\.ts$/, '.d.ts.map')]);
const [esm, commonjs] = await Promise.all([
  bundle('esm', dist, { contains: everywhere, programs: binsOf(manifest) }),
  bundle('cjs', join(dist, 'cjs'), {
    contains: inlined,
    plugins: [requiredWhenNeeded()],
    dynamicImportInCjs: false,
  }),
  ...declarations.map(copyDeclaration),
]);
// Bundlers look for `sideEffects` in the nearest package.json.
await writeFile(join(dist, 'cjs', 'package.json'), '{ "type": "commonjs", "sideEffects": false }\n');

// pnpm takes every file called LICENSE for that of the package.
const licenseOf = (name) => `notice-${name.replace(/^@/, '').replaceAll(/\W+/g, '-')}.txt`;
const notices = [
  ...inlined.map((name) => [name, `cjs/${licenseOf(name)}`]),
  ...everywhere.map((name) => [name, licenseOf(name)]),
];
for (const [name, path] of notices) {
  const files = await readdir(join(folder, 'node_modules', name));
  const license = files.find((file) => /^license/i.test(file));
  await copyFile(join(folder, 'node_modules', name, license), join(dist, path));
}

const inCommonJs = [...commonjs, ...declarations, 'package.json'].map((path) => `cjs/${path}`);
const kept = new Set(['.tsbuildinfo', ...esm, ...declarations, ...inCommonJs, ...notices.map(([, path]) => path)]);
const stale = await filesBelow(dist, (path) => !kept.has(path));
await Promise.all(stale.map((path) => rm(join(dist, path))));
