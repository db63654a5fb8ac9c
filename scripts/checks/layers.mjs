// Checks every import of every package against the tables in docs/architecture.md.
import { existsSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join, posix } from 'node:path';
import { findCycles } from '../lib/cycles.mjs';
import { matchesAny, readLayout } from '../lib/layout.mjs';
import { readModule } from '../lib/modules.mjs';
import { filesBelow, isSource, isTest, packagesOf, readJson } from '../lib/tree.mjs';

const SCOPE = '@flagstaff/';
const isRelative = (name) => name.startsWith('.');
const isBuiltin = (name) => name.startsWith('node:') || builtinModules.includes(name.split('/')[0]);
/** `@scope/name/door` → `@scope/name`. */
const packageName = (name) => name.split('/', name.startsWith('@') ? 2 : 1).join('/');
/** `packages/core/src/x.ts` → `packages/core/`. */
const ownFolder = (path) => `${path.split('/', 2).join('/')}/`;
const topFolder = (path) => (path.includes('/') ? path.slice(0, path.indexOf('/')) : '.');

async function readPackage({ folder, path, manifest }) {
  const read = async (part, isTestFile) => {
    const names = await filesBelow(join(path, part), isSource);
    return Promise.all(
      names.map(async (name) => ({
        name,
        where: `packages/${folder}/${part}/${name}`,
        test: isTestFile(name),
        ...(await readModule(join(path, part, name))),
      })),
    );
  };
  return { folder, manifest, files: await read('src', isTest), tests: await read('test', () => true) };
}

/** Checks that relative imports name existing files inside the package's sources. */
function relativeImports({ files, tests }, problems) {
  const known = new Set(files.map(({ name }) => name));
  const edges = new Map();
  for (const { name, where, imports } of files) {
    const targets = [];
    for (const [specifier, line] of imports) {
      if (!isRelative(specifier)) continue;
      const target = posix.join(posix.dirname(name), specifier);
      if (target.startsWith('..'))
        problems.push(`${where}:${line} imports ${specifier}, outside the package's sources`);
      else if (known.has(target)) targets.push(target);
      else if (!target.endsWith('.json')) problems.push(`${where}:${line} imports ${specifier}, which does not exist`);
    }
    edges.set(name, targets);
  }
  for (const { where, imports } of tests) {
    for (const [specifier, line] of imports) {
      const target = posix.join(posix.dirname(where), specifier);
      const foreign = isRelative(specifier) && target.startsWith('packages/') && !target.startsWith(ownFolder(where));
      if (foreign) problems.push(`${where}:${line} imports ${specifier}, inside another package`);
    }
  }
  return edges;
}

function checkFloors(edges, files, floors, problems) {
  const floorsOf = (name) => floors.filter(({ places }) => matchesAny(places, name)).map(({ floor }) => floor);
  const sources = files.filter(({ test }) => !test);
  for (const { name } of sources) {
    const found = floorsOf(name);
    if (found.length === 0) problems.push(`packages/core/src/${name} has no floor in docs/architecture.md`);
    if (found.length > 1) problems.push(`packages/core/src/${name} is on floors ${found.join(' and ')}`);
  }
  for (const { name } of sources) {
    const [from] = floorsOf(name);
    for (const target of edges.get(name)) {
      const [to] = floorsOf(target);
      const allowed = to < from || (topFolder(target) === topFolder(name) && topFolder(name) !== '.');
      if (from !== undefined && to !== undefined && !allowed) {
        problems.push(
          `packages/core/src/${name} (floor ${from}) imports ${target} (floor ${to}): only lower floors or its own folder`,
        );
      }
    }
  }
}

/** The largest part of core's lines that one folder may have: a larger one holds more than one idea. */
const LARGEST_SHARE = 0.2;
/** With fewer, one folder must have a larger share. */
const FEWEST_FOLDERS = 5;

function checkShares(files, problems) {
  const sources = files.filter(({ test }) => !test);
  const total = sources.reduce((sum, { lines }) => sum + lines, 0);
  const folders = new Map();
  for (const { name, lines } of sources) {
    const folder = topFolder(name);
    if (folder !== '.') folders.set(folder, (folders.get(folder) ?? 0) + lines);
  }
  if (folders.size <= FEWEST_FOLDERS) return;
  for (const [folder, lines] of folders) {
    if (lines <= total * LARGEST_SHARE) continue;
    problems.push(
      `packages/core/src/${folder} has ${lines} of ${total} lines; a folder has ${LARGEST_SHARE * 100} % at most`,
    );
  }
}

/** Checks that packages import only what graph and manifest allow, through declared entry points. Tests may also use the root's tools. */
function checkPackageImports({ folder, manifest, files, tests }, { graph, packages, tools }, problems) {
  const runtime = { ...manifest.dependencies, ...manifest.peerDependencies, ...manifest.optionalDependencies };
  const development = { ...tools, ...runtime, ...manifest.devDependencies };
  const allowed = graph.get(folder);
  if (allowed === undefined)
    problems.push(`packages/${folder} is missing from the package graph in docs/architecture.md`);
  for (const { where: path, test, imports } of [...files, ...tests]) {
    for (const [specifier, line] of imports) {
      if (isRelative(specifier) || isBuiltin(specifier) || Object.hasOwn(manifest.imports ?? {}, specifier)) continue;
      const where = `${path}:${line}`;
      const dependency = packageName(specifier);
      const own = dependency === manifest.name;
      if (!own && !Object.hasOwn(test ? development : runtime, dependency)) {
        problems.push(`${where} imports ${dependency}, which packages/${folder}/package.json does not declare`);
      }
      if (!dependency.startsWith(SCOPE)) continue;
      const target = packages.find((candidate) => candidate.manifest.name === dependency);
      const door = `.${specifier.slice(dependency.length)}`;
      if (target === undefined)
        problems.push(`${where} imports ${dependency}, which is not a package of this workspace`);
      else if (!Object.hasOwn(target.manifest.exports ?? {}, door))
        problems.push(`${where} imports ${specifier}, which is not an entry point of ${dependency}`);
      if (!test && !own && allowed !== undefined && !allowed.has(dependency.slice(SCOPE.length))) {
        problems.push(`${where} imports ${dependency}: the package graph in docs/architecture.md does not allow it`);
      }
    }
  }
}

function checkPortable({ files }, doors, problems) {
  for (const { name, where, test, imports, globals } of files) {
    if (test || matchesAny(doors, name)) continue;
    for (const [specifier, line] of imports) {
      if (isBuiltin(specifier))
        problems.push(`${where}:${line} imports ${specifier}; this package must run without Node`);
    }
    for (const [global, line] of globals)
      problems.push(`${where}:${line} uses ${global}; this package must run without Node`);
  }
}

export async function checkLayers(root) {
  const problems = [];
  const layout = await readLayout(root);
  const { devDependencies: tools = {} } = await readJson(join(root, 'package.json'));
  const packages = await Promise.all((await packagesOf(root)).map(readPackage));
  for (const name of layout.graph.keys()) {
    if (!existsSync(join(root, 'packages', name)))
      problems.push(`docs/architecture.md names packages/${name}, which does not exist`);
  }
  for (const one of packages) {
    const edges = relativeImports(one, problems);
    for (const cycle of findCycles(edges))
      problems.push(`packages/${one.folder}/src has an import cycle: ${cycle.join(' → ')}`);
    if (one.folder === 'core') {
      checkFloors(edges, one.files, layout.floors, problems);
      checkShares(one.files, problems);
    }
    checkPackageImports(one, { graph: layout.graph, packages, tools }, problems);
    const doors = layout.portable.get(one.folder);
    if (doors !== undefined) checkPortable(one, doors, problems);
  }
  const files = packages.flatMap((one) => [...one.files, ...one.tests]);
  const imports = files.reduce((total, file) => total + file.imports.size, 0);
  const core = packages.find(({ folder }) => folder === 'core')?.files.length ?? 0;
  const counts = {
    packages: packages.length,
    'files of core': core,
    files: files.length,
    imports,
    floors: layout.floors.length,
  };
  return { problems, counts };
}
