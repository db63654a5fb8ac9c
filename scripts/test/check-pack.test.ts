import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PROJECTS } from '../consumers/compile.mjs';
import { usePackages } from '../lib/pack-consumers.mjs';
import { checkPacked } from '../lib/pack-rules.mjs';
import { ROOT } from '../lib/root.mjs';
import { createTree } from './fixture.ts';
import type { Files } from './fixture.ts';

const target = {
  require: { types: './dist/cjs/index.d.ts', default: './dist/cjs/index.js' },
  types: './dist/index.d.ts',
  default: './dist/index.js',
};

const manifestOf = (name: string, more: object = {}) => ({
  name: `@flagstaff/${name}`,
  version: '1.0.0',
  description: 'A fixture',
  keywords: ['fixture'],
  license: 'MIT',
  type: 'module',
  sideEffects: false,
  engines: { node: '>=20.19' },
  files: ['dist', 'src', '!src/**/*.test.ts'],
  main: './dist/cjs/index.js',
  types: './dist/cjs/index.d.ts',
  exports: { '.': { '@flagstaff/source': './src/index.ts', ...target } },
  publishConfig: { exports: { '.': target } },
  ...more,
});

const createFlagstaff = `() => ({
  forContext: () => ({ isEnabled: () => true }),
  close: async () => {},
});
`;

const flagstaffTypes = `export declare const createFlagstaff: (options: object) => {
  forContext(context: object): { isEnabled(key: string): boolean };
  close(): Promise<void>;
};
`;

/** A built entry point, in both forms. */
const built = (name: string, value: string, types: string): Files => ({
  'dist/index.js': `export const ${name} = ${value}`,
  'dist/index.d.ts': types,
  'dist/cjs/index.js': `exports.${name} = ${value}`,
  'dist/cjs/index.d.ts': types,
  'dist/cjs/package.json': { type: 'commonjs' },
});

const CORE: Files = {
  'package.json': manifestOf('core'),
  'README.md': '# Fixture\n',
  LICENSE: 'MIT\n',
  'src/index.ts': 'export const createFlagstaff = 1;\n',
  ...built('createFlagstaff', createFlagstaff, flagstaffTypes),
};

const STORE: Files = {
  ...CORE,
  'package.json': manifestOf('store', { peerDependencies: { '@flagstaff/core': '^1.0.0' } }),
  'src/index.ts': 'export const store = 1;\n',
  ...built('store', '1;\n', 'export declare const store: number;\n'),
};

const textOf = (content: string | object): string => (typeof content === 'string' ? content : JSON.stringify(content));

/** Applies the rules to a package whose tarball holds these files. */
async function check(packed: Files, notPacked: Files = { 'test/black-box.test.ts': '' }): Promise<string[]> {
  const source = packed['package.json'] as ReturnType<typeof manifestOf>;
  const files = Object.entries(packed).flatMap(([path, content]): [string, Buffer][] =>
    content === undefined ? [] : [[path, Buffer.from(textOf(content))]],
  );
  return checkPacked({
    path: await createTree({ ...packed, ...notPacked }),
    where: 'packages/store',
    source,
    // As pnpm publishes it.
    manifest: { ...source, ...source.publishConfig },
    files: new Map(files),
    version: '1.0.0',
  });
}

describe('the rules of check:pack', () => {
  it('accept packages that follow them', async () => {
    expect(await check(CORE)).toEqual([]);
    expect(await check(STORE)).toEqual([]);
  });

  it('report every fault of manifests and contents', async () => {
    const problems = await check({
      ...STORE,
      'package.json': manifestOf('store', {
        version: '1.0.1',
        description: '',
        keywords: [],
        engines: {},
        publishConfig: { exports: { '.': target, './gone': './dist/gone.js' } },
        dependencies: { '@flagstaff/core': '^1.0.0', '@flagstaff/http': '^0.9.0', cookie: '1.1.1' },
      }),
      'README.md': undefined,
      LICENSE: undefined,
      'src/fresh.ts': 'export const fresh = 1;\n',
      'test/black-box.test.ts': '',
      'dist/stale.js': '//# sourceMappingURL=stale.js.map\n',
      'dist/stale.d.ts': '',
      'dist/stale.js.map': { version: 3, sources: ['../src/stale.ts'] },
      'dist/.tsbuildinfo': '{}',
    });
    for (const fault of [
      'packages/store has no description',
      'has no keywords',
      'has no engines field for the versions of Node',
      'has version 1.0.1; all packages share one, 1.0.0',
      'does not have @flagstaff/core as a peer dependency',
      'or an application gets two cores',
      'depends on @flagstaff/http as ^0.9.0; the version of all packages is 1.0.0',
      'depends on cookie as 1.1.1. Use a caret range, ^1.1.1',
      'ships no README.md',
      'ships no LICENSE',
      'exports ./gone as dist/gone.js, which it does not ship',
      'ships the test test/black-box.test.ts',
      "ships the compiler's build info",
      'publishes as exports {',
      'ships dist/stale.js, which no other file loads',
      'ships dist/stale.d.ts, which has no source',
      'does not ship dist/fresh.d.ts',
      'does not ship dist/cjs/fresh.d.ts',
      'ships dist/stale.js.map, but not src/stale.ts',
    ]) {
      expect(problems.join('\n')).toContain(fault);
    }
  });

  it('report a version under test that the peer range excludes', async () => {
    const manifest = manifestOf('store', {
      peerDependencies: { '@flagstaff/core': '^1.0.0', driver: '>=1.2.0 <3' },
      devDependencies: { driver: '1.2.0', 'driver-next': 'npm:driver@2.0.0-rc.1' },
    });
    expect(await check({ ...STORE, 'package.json': manifest })).toEqual([
      'packages/store is tested with driver 2.0.0-rc.1, which its peer range >=1.2.0 <3 excludes',
    ]);
  });

  it('report a package without tests, and a package that is not built', async () => {
    const problems = await check({ ...STORE, 'dist/index.js': undefined, 'dist/cjs/index.js': undefined }, {});
    expect(problems).toContain('packages/store has no tests');
    expect(problems.join()).toContain('packages/store is not built');
  });
});

/** A folder with these packages installed, and the packages. */
async function installed(...packages: readonly Files[]) {
  const manifests = packages.map((files) => files['package.json'] as ReturnType<typeof manifestOf>);
  const files = packages.flatMap((each, at) =>
    Object.entries(each).map(([path, content]) => [`node_modules/${manifests[at]!.name}/${path}`, content] as const),
  );
  const folder = await createTree(Object.fromEntries(files));
  await symlink(join(ROOT, 'node_modules', '@types'), join(folder, 'node_modules', '@types'), 'junction');
  return { folder, packages: manifests.map((manifest) => ({ manifest, source: manifest })) };
}

it('programs that use the packages fail when the types declare an export that the code lacks', async () => {
  const { folder, packages } = await installed(
    { ...CORE, 'dist/index.js': 'export const somethingElse = 1;\n' },
    STORE,
  );
  const { problems, doors } = await usePackages(folder, packages, [PROJECTS[0]!]);
  expect(doors).toEqual(['@flagstaff/core', '@flagstaff/store']);
  // CommonJS programs load the other form, which is right.
  expect(problems).toEqual([
    expect.stringMatching(/^out\/consumer\.mjs ended with 1: .*createFlagstaff is not a function/s),
  ]);
});
