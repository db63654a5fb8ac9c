import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const TOOLS = ['esbuild', 'oxc-parser', 'oxlint', 'oxlint-tsgolint', 'turbo', 'typescript'];

it('locks the binaries of the tools for every platform', async () => {
  const lockfile = await readFile(join(ROOT, 'pnpm-lock.yaml'), 'utf8');
  const platforms: string[] = [];
  for (const tool of TOOLS) {
    const manifest = JSON.parse(await readFile(join(ROOT, 'node_modules', tool, 'package.json'), 'utf8')) as {
      readonly optionalDependencies?: { readonly [name: string]: string };
    };
    const binaries = Object.entries(manifest.optionalDependencies ?? {}).map(([name, version]) => `${name}@${version}`);
    expect(binaries.length > 2, tool).toBe(true);
    platforms.push(...binaries);
  }
  expect(platforms.filter((binary) => !lockfile.includes(`'${binary}':`))).toEqual([]);
});

it('declares runtime dependencies of published packages as caret ranges', async () => {
  const exact: string[] = [];
  let ranges = 0;
  for (const folder of await readdir(join(ROOT, 'packages'))) {
    const path = join(ROOT, 'packages', folder, 'package.json');
    const manifest = JSON.parse(await readFile(path, 'utf8')) as {
      readonly private?: boolean;
      readonly dependencies?: { readonly [name: string]: string };
    };
    if (manifest.private === true) continue;
    for (const [name, range] of Object.entries(manifest.dependencies ?? {})) {
      ranges += 1;
      if (!/^(?:workspace:)?\^/.test(range)) exact.push(`${folder}: ${name} ${range}`);
    }
  }
  expect(ranges).toBeGreaterThan(5);
  expect(exact).toEqual([]);
});
