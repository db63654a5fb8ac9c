import { describe, expect, it } from 'vitest';
import { checkLayers } from '../checks/layers.mjs';
import { inspectTree } from './fixture.ts';
import type { Files } from './fixture.ts';

const map = `# Architecture

## Floors of core

| floor | where | what |
| ----- | ----- | ---- |
| 0 | \`model/\` | names |
| 1 | \`engine/\` | decides |
| 2 | \`index.ts\`, \`node.ts\` | doors |

## Packages that run anywhere

| package | doors |
| ------- | ----- |
| \`core\` | \`node.ts\` |

## Package graph

| package | imports |
| ------- | ------- |
| \`core\` | |
| \`store\` | \`core\` |
| \`other\` | |
`;

const manifest = (name: string, more: object = {}) => ({ name: `@flagstaff/${name}`, exports: { '.': {} }, ...more });

const GOOD: Files = {
  'package.json': { devDependencies: { vitest: '1.0.0' } },
  'docs/architecture.md': map,
  'packages/core/package.json': manifest('core', { dependencies: { re2js: '1.0.0' } }),
  'packages/core/src/model/name.ts': `export interface Name { readonly process: string }\n`,
  'packages/core/src/engine/decide.ts': `import type { Name } from '../model/name.ts';\nimport { help } from './help.ts';\nexport const decide = (name: Name): string => help + name.process;\n`,
  'packages/core/src/engine/help.ts': `export const help: string = 'import x from "node:fs"'; // process.env\nfunction require(module: boolean): void {\n  if (!module) throw new Error('no');\n}\nrequire(true);\n`,
  'packages/core/src/engine/decide.test.ts': `import { it } from 'vitest';\nimport { decide } from '../index.ts';\nit(String(decide), () => process.exit);\n`,
  'packages/core/src/index.ts': `export { decide } from './engine/decide.ts';\n`,
  'packages/core/src/node.ts': `import { readFile } from 'node:fs/promises';\nexport const read: typeof readFile = readFile;\n`,
  'packages/store/package.json': manifest('store', { peerDependencies: { '@flagstaff/core': '*' } }),
  'packages/store/src/index.ts': `export { decide } from '@flagstaff/core';\nexport const id: number = process.pid;\n`,
  'packages/other/package.json': manifest('other'),
  'packages/other/src/index.ts': `export const nothing: undefined = undefined;\n`,
};

const check = (changes: Files = {}) => inspectTree(checkLayers, { ...GOOD, ...changes });

describe('check:layers', () => {
  it('passes a tree that follows the tables, and prints counts', async () => {
    const { summary, problems } = await check();
    expect(summary).toContain('check: 3 packages, 6 files of core, 8 files');
    expect(problems).toBe('');
  });

  const faults: readonly [title: string, changes: Files, message: string][] = [
    [
      'an import of a higher floor',
      {
        'packages/core/src/model/name.ts': `import { help } from '../engine/help.ts';\nexport type Name = typeof help;\n`,
      },
      'packages/core/src/model/name.ts (floor 0) imports engine/help.ts (floor 1)',
    ],
    [
      'a type import of a higher floor',
      { 'packages/core/src/model/name.ts': `export type Name = import('../engine/help.ts').Help;\n` },
      'model/name.ts (floor 0) imports engine/help.ts',
    ],
    [
      'a dynamic import of a higher floor',
      { 'packages/core/src/model/name.ts': `export const load = () => import('../engine/help.ts');\n` },
      'model/name.ts (floor 0) imports engine/help.ts',
    ],
    [
      'a re-export of a higher floor',
      { 'packages/core/src/model/name.ts': `export * from '../engine/help.ts';\n` },
      'model/name.ts (floor 0) imports engine/help.ts',
    ],
    [
      'one door importing another',
      { 'packages/core/src/index.ts': `export { read } from './node.ts';\n` },
      'index.ts (floor 2) imports node.ts (floor 2)',
    ],
    [
      'a folder with too many lines',
      {
        ...Object.fromEntries(
          ['a', 'b', 'c', 'd'].map((name) => [`packages/core/src/${name}/one.ts`, `${'\n'.repeat(20)}export {};\n`]),
        ),
        'packages/core/src/model/long.ts': `${'\n'.repeat(60)}export {};\n`,
      },
      'packages/core/src/model has 62 of',
    ],
    ['a file without a floor', { 'packages/core/src/attic/old.ts': 'export {};\n' }, 'attic/old.ts has no floor'],
    [
      'a file on two floors',
      { 'docs/architecture.md': map.replace('| 1 | `engine/`', '| 1 | `engine/`, `model/`') },
      'model/name.ts is on floors 0 and 1',
    ],
    [
      'a cycle, in any package',
      {
        'packages/other/src/index.ts': `export { b } from './b.ts';\n`,
        'packages/other/src/b.ts': `import type { c } from './c.ts';\nexport const b: typeof c = 1;\n`,
        'packages/other/src/c.ts': `import { b } from './b.ts';\nexport const c: number = b;\n`,
      },
      'packages/other/src has an import cycle: b.ts → c.ts → b.ts',
    ],
    [
      'a node: import',
      { 'packages/core/src/engine/help.ts': `import 'node:fs';\nexport const help = 1;\n` },
      'engine/help.ts:1 imports node:fs',
    ],
    [
      'a bare built-in',
      { 'packages/core/src/engine/help.ts': `import fs from 'fs';\nexport const help = fs;\n` },
      'engine/help.ts:1 imports fs',
    ],
    [
      'a global of Node',
      { 'packages/core/src/engine/help.ts': 'export const help = `${process.pid}`;\n' },
      'engine/help.ts:1 uses process',
    ],
    [
      'a type of Node',
      { 'packages/core/src/engine/help.ts': 'export let help: Buffer;\n' },
      'engine/help.ts:1 uses Buffer',
    ],
    [
      'an import that the package graph does not have',
      {
        'packages/other/package.json': manifest('other', { dependencies: { '@flagstaff/core': '*' } }),
        'packages/other/src/index.ts': `import '@flagstaff/core';\n`,
      },
      'imports @flagstaff/core: the package graph',
    ],
    [
      'a dependency that is not declared',
      { 'packages/store/src/index.ts': `import 'redis';\n` },
      'imports redis, which packages/store/package.json does not declare',
    ],
    [
      'a development dependency in a source',
      { 'packages/store/src/index.ts': `import 'vitest';\n` },
      'imports vitest, which packages/store/package.json does not declare',
    ],
    [
      'a test that uses what its package does not declare',
      { 'packages/store/test/store.test.ts': `import 'redis';\n` },
      'packages/store/test/store.test.ts:1 imports redis, which packages/store/package.json does not declare',
    ],
    [
      'a test that reaches into another package',
      { 'packages/store/test/store.test.ts': `import '../../core/src/index.ts';\n` },
      'packages/store/test/store.test.ts:1 imports ../../core/src/index.ts, inside another package',
    ],
    [
      'an import past the entry points',
      { 'packages/store/src/index.ts': `import '@flagstaff/core/src/engine/help.ts';\n` },
      'which is not an entry point of @flagstaff/core',
    ],
    [
      'a relative import of another package',
      { 'packages/store/src/index.ts': `import '../../core/src/index.ts';\n` },
      "outside the package's sources",
    ],
    [
      'an import of a file that does not exist',
      { 'packages/store/src/index.ts': `import './gone.ts';\n` },
      'imports ./gone.ts, which does not exist',
    ],
    [
      'a package that the page does not name',
      { 'packages/extra/package.json': manifest('extra') },
      'packages/extra is missing from the package graph',
    ],
    [
      'a package that only the page names',
      { 'docs/architecture.md': `${map}| \`ghost\` | |\n` },
      'names packages/ghost, which does not exist',
    ],
  ];

  it.each(faults)('fails on %s', async (_title, changes, message) => {
    const { problems } = await check(changes);
    expect(problems).toContain(message);
  });

  it('fails on a page without floors', async () => {
    const changes = { 'docs/architecture.md': map.replace('Floors of core', 'Rooms') };
    await expect(check(changes)).rejects.toThrow('no table below "Floors of core"');
  });

  it('fails when there is nothing to check', async () => {
    const { problems } = await inspectTree(checkLayers, { 'package.json': {}, 'docs/architecture.md': map });
    expect(problems).toContain('found no files to check');
  });
});
