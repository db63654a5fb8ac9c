import { posix } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { satisfies } from 'semver';
import { binsOf, entryFields } from './doors.mjs';
import { filesBelow, isSource, isTest } from './tree.mjs';

const CORE = '@flagstaff/core';

/** Every file that a package's exports point at, with the door that does. */
function exportTargets(exports) {
  const targets = [];
  const collect = (door, value) => {
    if (typeof value === 'string') targets.push({ door, file: posix.normalize(value) });
    else for (const inner of Object.values(value ?? {})) collect(door, inner);
  };
  for (const [door, value] of Object.entries(exports ?? {})) collect(door, value);
  return targets;
}

/** Checks a package's manifest. */
function checkManifest({ where, manifest, version }, problems) {
  for (const field of ['description', 'license', 'version']) {
    if (typeof manifest[field] !== 'string' || manifest[field] === '') problems.push(`${where} has no ${field}`);
  }
  if (!Array.isArray(manifest.keywords) || manifest.keywords.length === 0) problems.push(`${where} has no keywords`);
  if (manifest.engines?.node === undefined) problems.push(`${where} has no engines field for the versions of Node`);
  if (manifest.type !== 'module') problems.push(`${where} is not an ES module package`);
  if (manifest.version !== version)
    problems.push(`${where} has version ${manifest.version}; all packages share one, ${version}`);
  const isCore = manifest.name === CORE;
  const peers = manifest.peerDependencies ?? {};
  if (!isCore && !Object.hasOwn(peers, CORE)) problems.push(`${where} does not have ${CORE} as a peer dependency`);
  if (Object.hasOwn(manifest.dependencies ?? {}, CORE)) {
    problems.push(`${where} depends on ${CORE}: make it a peer dependency, or an application gets two cores`);
  }
  // A range lets applications install security patches before our next release. The lockfile pins the tested versions.
  for (const [name, range] of Object.entries(manifest.dependencies ?? {})) {
    if (!range.startsWith('^') && !range.startsWith('workspace:'))
      problems.push(`${where} depends on ${name} as ${range}. Use a caret range, ^${range.replace(/^\D+/, '')}`);
  }
  for (const [name, range] of Object.entries({ ...manifest.dependencies, ...peers })) {
    if (range.startsWith('workspace:'))
      problems.push(`${where} depends on ${name} as ${range}, which only a workspace understands`);
    else if (name.startsWith('@flagstaff/') && range !== `^${version}`)
      problems.push(`${where} depends on ${name} as ${range}; the version of all packages is ${version}`);
  }
}

/** Entry points must be those of the workspace, built: as ES modules, as CommonJS, and for every mode of TypeScript. */
function checkEntries({ where, manifest, source }, problems) {
  for (const [field, expected] of Object.entries(entryFields(source))) {
    if (!isDeepStrictEqual(manifest[field], expected))
      problems.push(
        `${where} publishes as ${field} ${JSON.stringify(manifest[field])}, not ${JSON.stringify(expected)}`,
      );
  }
}

/** The range of a peer must allow every version under test. A range with an end excludes prereleases unless it names one. */
function checkPeers({ where, manifest, source }, problems) {
  for (const [alias, wanted] of Object.entries(source.devDependencies ?? {})) {
    const [, name, version] = /^npm:(.+)@(.+)$/.exec(wanted) ?? [undefined, alias, wanted];
    const range = manifest.peerDependencies?.[name];
    if (range !== undefined && !wanted.startsWith('workspace:') && !satisfies(version, range))
      problems.push(`${where} is tested with ${name} ${version}, which its peer range ${range} excludes`);
  }
}

const builtOf = (files) => [...files.keys()].filter((path) => /^dist\/.*\.js$/.test(path));

/** A source has one declaration beside ES modules, and one beside CommonJS. */
const declarationsOf = (path) => ['dist', 'dist/cjs'].map((folder) => `${folder}/${path.replace(/\.ts$/, '.d.ts')}`);

/** Checks the contents of a tarball. */
function checkContents({ where, manifest, files }, sources, problems) {
  for (const path of ['README.md', 'LICENSE']) if (!files.has(path)) problems.push(`${where} ships no ${path}`);
  for (const path of files.keys()) {
    if (isTest(path) || /^test\/|\.test\.(js|d\.ts)/.test(path)) problems.push(`${where} ships the test ${path}`);
    if (path.endsWith('.tsbuildinfo')) problems.push(`${where} ships the compiler's build info, ${path}`);
  }
  const built = builtOf(files);
  if (built.length === 0) {
    problems.push(`${where} is not built: run npm run build`);
    return;
  }
  const targets = exportTargets(manifest.exports);
  for (const { door, file } of targets)
    if (!files.has(file)) problems.push(`${where} exports ${door} as ${file}, which it does not ship`);
  const declarations = new Set(sources.flatMap(declarationsOf));
  for (const path of files.keys()) {
    if (path.startsWith('dist/') && path.endsWith('.d.ts') && !declarations.has(path))
      problems.push(`${where} ships ${path}, which has no source: build again`);
  }
  for (const path of declarations) if (!files.has(path)) problems.push(`${where} does not ship ${path}: build again`);
  const entries = new Set([
    ...targets.map(({ file }) => file),
    ...binsOf(manifest).map(({ name }) => `dist/${name}.js`),
  ]);
  for (const [name, path] of Object.entries(manifest.bin ?? {})) {
    const content = files.get(posix.normalize(path))?.toString('utf8');
    if (content === undefined) problems.push(`${where} has ${name} as ${path}, which it does not ship`);
    else if (!content.startsWith('#!/usr/bin/env node\n')) problems.push(`${where} ships ${path} without a hashbang`);
  }
  for (const path of built) {
    if (!entries.has(path) && !isLoaded(path, built, files))
      problems.push(`${where} ships ${path}, which no other file loads: build again`);
  }
  for (const [path, content] of files) {
    if (!path.endsWith('.map')) continue;
    const map = JSON.parse(content.toString('utf8'));
    for (const [at, source] of map.sources.entries()) {
      if (map.sourcesContent?.[at] !== undefined) continue;
      const target = posix.normalize(posix.join(posix.dirname(path), map.sourceRoot ?? '', source));
      if (!files.has(target)) problems.push(`${where} ships ${path}, but not ${target}, which that file points at`);
    }
  }
}

/** Whether another built file names this one. */
function isLoaded(path, built, files) {
  const name = `/${posix.basename(path)}"`;
  return built.some((other) => other !== path && files.get(other).includes(name));
}

/**
 * Checks one packed package: its tarball's `files` and `manifest`, its manifest in the workspace, `source`, and its sources below
 * `path`.
 */
export async function checkPacked({ path, where, manifest, source, files, version }) {
  const problems = [];
  checkManifest({ where, manifest, version }, problems);
  checkEntries({ where, manifest, source }, problems);
  checkPeers({ where, manifest, source }, problems);
  const sources = await filesBelow(`${path}/src`, (file) => isSource(file) && !isTest(file));
  checkContents({ where, manifest, files }, sources, problems);
  const tests = (await filesBelow(path, isTest)).length;
  if (tests === 0) problems.push(`${where} has no tests`);
  return problems;
}
