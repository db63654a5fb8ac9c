// Holds the weight of bundles, and what README says of it, against the ceilings in scripts/sizes.json.
//
// size-limit 12 adds all chunks up: 103.8 kB for core, of which 56.4 load later. With the engines ignored it says 47.4 kB, and says the
// same when an engine loads at once. Its `entry` option, which selects a chunk, needs webpack. So `bundleDoor` stays.
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bundleDoor } from '../lib/bundle.mjs';
import { measurePage } from '../lib/page-sizes.mjs';
import { readJson } from '../lib/tree.mjs';

const kilobytes = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;

async function checkBundle(root, { name, package: folder, door, imports, lazy, maxBytes, reason }, problems) {
  if (!existsSync(join(root, 'packages', folder, 'dist', `${door}.js`))) {
    problems.push(`${name} cannot be measured: build packages/${folder} first`);
    return { name, bytes: Number.NaN };
  }
  const bundle = await bundleDoor(root, folder, door, imports);
  if (lazy !== undefined && bundle.initial.packages.has(lazy))
    problems.push(`${name}: ${lazy} loads at once; it must load only when needed`);
  const part = lazy === undefined ? bundle.initial : bundle.lazy(lazy);
  if (lazy !== undefined && !part.packages.has(lazy)) problems.push(`${name}: ${lazy} is in no chunk of its own`);
  const { bytes } = part;
  console.log(`  ${name.padEnd(16)} ${kilobytes(bytes).padStart(9)} of ${kilobytes(maxBytes).padStart(9)}  ${reason}`);
  if (bytes > maxBytes) problems.push(`${name} weighs ${bytes} bytes, minified and gzipped; ${maxBytes} are the limit`);
  return { name, bytes };
}

async function checkPage(root, page, problems) {
  const { name, maxBytes, reason } = page;
  const bytes = await measurePage(root, page);
  if (bytes === undefined) {
    problems.push(`${name} cannot be measured: build packages/admin first`);
    return { name, bytes: Number.NaN };
  }
  console.log(`  ${name.padEnd(16)} ${kilobytes(bytes).padStart(9)} of ${kilobytes(maxBytes).padStart(9)}  ${reason}`);
  if (bytes > maxBytes) problems.push(`${name} weighs ${bytes} bytes, compressed; ${maxBytes} are the limit`);
  return { name, bytes };
}

/** README states sizes as `<!-- size: core -->12 kB`: whole kilobytes, rounded up. */
async function checkReadme(root, measured, problems) {
  const path = join(root, 'README.md');
  if (!existsSync(path)) return;
  const text = await readFile(path, 'utf8');
  for (const [, name, stated] of text.matchAll(/<!-- size: ([^>]+?) -->([\d.]+) kB/g)) {
    const bytes = measured.find((one) => one.name === name)?.bytes;
    if (bytes === undefined) problems.push(`README.md states the size of ${name}, which is not measured`);
    else if (Number(stated) !== Math.ceil(bytes / 1000))
      problems.push(`README.md says ${name} weighs ${stated} kB; it is ${kilobytes(bytes)}`);
  }
}

export async function checkSizes(root) {
  const problems = [];
  const ceilings = await readJson(join(root, 'scripts', 'sizes.json'));
  const measured = [];
  for (const bundle of ceilings.bundles) measured.push(await checkBundle(root, bundle, problems));
  for (const page of ceilings.pages) measured.push(await checkPage(root, page, problems));
  await checkReadme(root, measured, problems);
  return { problems, counts: { bundles: measured.filter(({ bytes }) => bytes > 0).length } };
}
