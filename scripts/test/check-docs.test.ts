import { describe, expect, it } from 'vitest';
import { createTree, runScript } from './fixture.ts';
import type { Files } from './fixture.ts';

const block = (info: string, ...lines: readonly string[]): string => ['```' + info, ...lines, '```', ''].join('\n');

const README = [
  '# Title',
  '',
  'See [the guide](docs/guide.md#first-steps), `docs/guide.md`, and `npm run build`.',
  '',
  block('ts run', `import { one } from '@flagstaff/core';`, `const answer: number = one;`, 'console.log(answer);'),
  block('ts continued', 'export const twice: number = answer * 2;'),
  block('json', '{ "kind": "flag" }'),
].join('\n');

const GOOD: Files = {
  'package.json': { scripts: { build: 'true' } },
  'README.md': README,
  'docs/guide.md': '# Guide\n\n## First steps\n\nNone.\n',
  'packages/core/package.json': {
    name: '@flagstaff/core',
    type: 'module',
    exports: { '.': { types: './dist/index.d.ts', default: './dist/index.js' } },
  },
  'packages/core/src/index.ts': '// Docs: docs/guide.md, "First steps"; README.md\nexport const one = 1;\n',
  'packages/core/dist/index.js': 'export const one = 1;\n',
  'packages/core/dist/index.d.ts': 'export declare const one: number;\n',
};

const check = async (changes: Files = {}) => runScript('check-docs.mjs', await createTree({ ...GOOD, ...changes }));

describe('check:docs', () => {
  it('passes when all documents are correct, and prints counts', async () => {
    const { code, output } = await check();
    expect(output).toContain(
      '2 documents, 2 TypeScript blocks, 1 of them run, 1 links, 1 paths, 1 script names, 1 JSON blocks, 2 pointers in sources',
    );
    expect(code).toBe(0);
  });

  const faults: readonly [title: string, addition: string, message: string][] = [
    [
      'a block that does not compile',
      block('ts', '', 'const one: string = 1;', 'export { one };'),
      'README.md:21 does not compile',
    ],
    [
      'a block that breaks the strict options',
      block('ts', 'const list: string[] = [];', 'export const first: string = list[0];'),
      'does not compile',
    ],
    ['a package that does not exist', block('ts', `import '@flagstaff/ghost';`), 'does not compile'],
    ['a block marked run that throws', block('ts run', `throw new Error('as it says');`), 'as it says'],
    ['a block marked run that exits with an error', block('ts run', 'process.exit(3);'), 'ended with 3'],
    [
      'a link to a file that does not exist',
      '[gone](docs/gone.md)',
      'README.md:19 links to docs/gone.md, which does not exist',
    ],
    [
      'a link to a heading that does not exist',
      '[gone](docs/guide.md#second-steps)',
      'but that heading does not exist',
    ],
    [
      'a path that does not exist',
      'Look at `packages/core/src/gone.ts`.',
      'names packages/core/src/gone.ts, which does not exist',
    ],
    ['a script that does not exist', 'Run `npm run deploy`.', 'has no script deploy'],
    ['a script in a shell block that does not exist', block('sh', 'pnpm deploy-all'), 'has no script deploy-all'],
    ['broken JSON', block('json', '{ "kind": }'), 'is not valid JSON'],
  ];

  it.each(faults)('fails on %s', async (_title, addition, message) => {
    const { code, output } = await check({ 'README.md': `${README}\n${addition}\n` });
    expect(output).toContain(message);
    expect(code).toBe(1);
  });

  it('fails when a source points to a page that does not exist', async () => {
    const { code, output } = await check({ 'packages/core/src/index.ts': '\n// Docs: docs/guide.md, docs/gone.md\n' });
    expect(output).toContain('packages/core/src/index.ts:2 points to docs/gone.md, which does not exist');
    expect(code).toBe(1);
  });

  it('accepts a pointer to a page of the same package', async () => {
    const { code, output } = await check({
      'packages/core/guide.md': '# Guide\n',
      'packages/core/src/index.ts': '// Docs: guide.md\n',
    });
    expect(output).toContain('1 pointers in sources');
    expect(code).toBe(0);
  });

  it('compiles blocks that augment a module separately', async () => {
    const augmentation = block(
      'ts',
      `declare module '@flagstaff/core' {`,
      '  interface Extra { readonly yes: true }',
      '}',
      'export {};',
    );
    const other = block('ts', `import type { Extra } from '@flagstaff/core';`, 'export type Mine = Extra;');
    const { code, output } = await check({ 'README.md': `${README}\n${augmentation}\n${other}\n` });
    expect(output).toContain(`has no exported member 'Extra'`);
    expect(code).toBe(1);
  });

  it('fails when there is nothing to check', async () => {
    const { code, output } = await runScript('check-docs.mjs', await createTree({ 'package.json': {} }));
    expect(output).toContain('found no documents to check');
    expect(output).toContain('found no TypeScript blocks to check');
    expect(code).toBe(1);
  });
});
