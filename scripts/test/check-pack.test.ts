import { describe, expect, it } from 'vitest';
import { createTree, runScript } from './fixture.ts';
import type { Files } from './fixture.ts';

/** Installing depends on the speed of the registry. */
const PATIENCE = 300_000;

const target = {
  require: { types: './dist/cjs/index.d.ts', default: './dist/cjs/index.js' },
  types: './dist/index.d.ts',
  default: './dist/index.js',
};

const manifest = (name: string, more: object = {}): object => ({
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

const packageFiles = (name: string, files: Files): Files =>
  Object.fromEntries(
    Object.entries({ 'README.md': '# Fixture\n', LICENSE: 'MIT\n', 'test/black-box.test.ts': '', ...files }).map(
      ([path, content]) => [`packages/${name}/${path}`, content],
    ),
  );

const GOOD: Files = {
  ...packageFiles('core', {
    'package.json': manifest('core'),
    'src/index.ts': 'export const createFlagstaff = 1;\n',
    ...built('createFlagstaff', createFlagstaff, flagstaffTypes),
  }),
  ...packageFiles('store', {
    'package.json': manifest('store', { peerDependencies: { '@flagstaff/core': '^1.0.0' } }),
    'src/index.ts': 'export const store = 1;\n',
    ...built('store', '1;\n', 'export declare const store: number;\n'),
  }),
};

const check = async (changes: Files = {}) => runScript('check-pack.mjs', await createTree({ ...GOOD, ...changes }));

describe('check:pack', () => {
  it(
    'passes packages that work for ESM and CommonJS programs, and prints counts',
    async () => {
      const { code, output } = await check();
      expect(output).toContain('check:pack: 2 packages, 18 packed files, 2 doors');
      expect(code).toBe(0);
    },
    PATIENCE,
  );

  it(
    'fails on manifests and contents that break the rules, and reports every fault',
    async () => {
      const { code, output } = await check({
        ...packageFiles('store', {
          'package.json': manifest('store', {
            version: '1.0.1',
            description: '',
            keywords: [],
            engines: {},
            files: ['dist', 'src', 'test'],
            publishConfig: { exports: { '.': target, './gone': './dist/gone.js' } },
            dependencies: { '@flagstaff/core': '^1.0.0', cookie: '1.1.1' },
          }),
          'README.md': undefined,
          LICENSE: undefined,
          'src/fresh.ts': 'export const fresh = 1;\n',
          'dist/stale.js': '//# sourceMappingURL=stale.js.map\n',
          'dist/stale.d.ts': '',
          'dist/stale.js.map': { version: 3, sources: ['../src/stale.ts'] },
          'dist/.tsbuildinfo': '{}',
        }),
        'packages/store/README.md': undefined,
        'packages/store/LICENSE': undefined,
      });
      for (const fault of [
        'packages/store has no description',
        'has no keywords',
        'has no engines field for the versions of Node',
        'has version 1.0.1; all packages share one, 1.0.0',
        'does not have @flagstaff/core as a peer dependency',
        'or an application gets two cores',
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
        expect(output).toContain(fault);
      }
      expect(code).toBe(1);
    },
    PATIENCE,
  );

  it(
    'fails when the types declare an export that the code lacks',
    async () => {
      const { code, output } = await check({
        'packages/core/dist/index.js': 'export const somethingElse = 1;\n',
        'packages/core/dist/cjs/index.js': 'exports.somethingElse = 1;\n',
      });
      expect(output).toContain('out/consumer.mjs ended with 1');
      expect(output).toContain('out/consumer.cjs ended with 1');
      expect(code).toBe(1);
    },
    PATIENCE,
  );

  it('fails on a package without tests, and on a package that is not built', async () => {
    const { code, output } = await check({
      'packages/store/test/black-box.test.ts': undefined,
      'packages/store/dist/index.js': undefined,
      'packages/store/dist/cjs/index.js': undefined,
    });
    expect(output).toContain('packages/store has no tests');
    expect(output).toContain('packages/store is not built');
    expect(code).toBe(1);
  });

  it('fails when there is nothing to check', async () => {
    const { code, output } = await runScript('check-pack.mjs', await createTree({}));
    expect(output).toContain('found no packages to check');
    expect(code).toBe(1);
  });
});
