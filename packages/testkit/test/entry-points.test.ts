import { build } from 'esbuild';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const path = (relative: string): string => fileURLToPath(new URL(`../${relative}`, import.meta.url));

/** Returns the packages that an entry point loads, outside of this one. */
async function packagesOf(entry: string): Promise<Set<string>> {
  const { metafile } = await build({
    entryPoints: [path(`src/${entry}.ts`)],
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    write: false,
    metafile: true,
  });
  const outside = Object.values(metafile.outputs).flatMap(({ imports }) => imports.map((each) => each.path));
  return new Set(
    outside
      .filter((specifier) => !specifier.startsWith('node:'))
      .map((specifier) => /^(@[^/]+\/)?[^/]+/.exec(specifier)![0]),
  );
}

it.each([
  ['index', ['@flagstaff/core']],
  ['storage', ['@flagstaff/core']],
  ['adapter', ['@flagstaff/core', '@flagstaff/http', 'supertest']],
])('the entry point %s loads only %j', async (entry, packages) => {
  expect(await packagesOf(entry)).toEqual(new Set(packages));
});

it('installs nothing that only the adapter suite needs', async () => {
  const manifest = JSON.parse(await readFile(path('package.json'), 'utf8')) as {
    dependencies?: object;
    peerDependenciesMeta: object;
  };
  expect(manifest.dependencies ?? {}).toEqual({});
  expect(manifest.peerDependenciesMeta).toEqual({
    '@flagstaff/http': { optional: true },
    supertest: { optional: true },
  });
});
