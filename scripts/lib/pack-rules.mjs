import { posix } from 'node:path';
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
  }
}

const builtOf = (files) => [...files.keys()].filter((path) => /^dist\/.*\.js$/.test(path));

export const isBuilt = ({ files }) => builtOf(files).length > 0;

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
  const expected = new Set(sources.map((path) => `dist/${path.replace(/\.ts$/, '.js')}`));
  for (const path of built)
    if (!expected.has(path)) problems.push(`${where} ships ${path}, which has no source: delete dist and build again`);
  for (const path of expected) {
    if (!files.has(path)) problems.push(`${where} does not ship ${path}: build again`);
    if (!files.has(path.replace(/\.js$/, '.d.ts'))) problems.push(`${where} ships no types for ${path}`);
  }
  for (const [path, content] of files) {
    if (!path.endsWith('.map')) continue;
    const map = JSON.parse(content.toString('utf8'));
    for (const source of map.sources) {
      const target = posix.normalize(posix.join(posix.dirname(path), map.sourceRoot ?? '', source));
      if (!files.has(target)) problems.push(`${where} ships ${path}, but not ${target}, which that file points at`);
    }
  }
}

/** Checks one packed package: its tarball's `files` and `manifest`, and its sources below `path`. */
export async function checkPacked({ path, where, manifest, files, version }) {
  const problems = [];
  checkManifest({ where, manifest, version }, problems);
  const sources = await filesBelow(`${path}/src`, (file) => isSource(file) && !isTest(file));
  checkContents({ where, manifest, files }, sources, problems);
  const tests = (await filesBelow(path, isTest)).length;
  if (tests === 0) problems.push(`${where} has no tests`);
  return problems;
}
