import { describe, expect, it } from 'vitest';
import { checkDocs } from '../checks/docs.mjs';
import { checkPointers } from '../lib/doc-pointers.mjs';
import { createTree, inspectTree } from './fixture.ts';
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
  'packages/core/guide.md': '# Guide\n',
  'packages/core/package.json': {
    name: '@flagstaff/core',
    type: 'module',
    exports: { '.': { types: './dist/index.d.ts', default: './dist/index.js' } },
  },
  'packages/core/src/index.ts':
    '// Docs: docs/guide.md, "First steps"; README.md\n// Docs: guide.md\nexport const one = 1;\n',
  'packages/core/dist/index.js': 'export const one = 1;\n',
  'packages/core/dist/index.d.ts': 'export declare const one: number;\n',
};

const check = (changes: Files = {}) => inspectTree(checkDocs, { ...GOOD, ...changes });

describe('check:docs', () => {
  it('passes when all documents are correct, and prints counts', async () => {
    const { summary, problems } = await check();
    expect(summary).toContain(
      '2 documents, 2 TypeScript blocks, 1 of them run, 1 links, 1 paths, 1 script names, 1 JSON blocks, 3 pointers in sources',
    );
    expect(problems).toBe('');
  });

  const broken: readonly [fault: string, addition: string, message: string][] = [
    [
      'a block that does not compile',
      block('ts', '', 'const one: string = 1;', 'export { one };'),
      'README.md:21 does not compile',
    ],
    [
      'a block that breaks the strict options',
      block('ts', 'const list: string[] = [];', 'export const first: string = list[0];'),
      'README.md:27 does not compile',
    ],
    ['a package that does not exist', block('ts', `import '@flagstaff/ghost';`), 'README.md:31 does not compile'],
    [
      'a link to a file that does not exist',
      '[gone](docs/gone.md)',
      'README.md:34 links to docs/gone.md, which does not exist',
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

  const failing: readonly [fault: string, addition: string, message: string][] = [
    ['a block marked run that throws', block('ts run', `throw new Error('as it says');`), 'as it says'],
    ['a block marked run that exits with an error', block('ts run', 'process.exit(3);'), 'ended with 3'],
  ];

  // Blocks run when all of them compile.
  it.each([
    ['that blocks do not compile, and what does not exist', broken],
    ['blocks that fail', failing],
  ])('reports %s', async (_title, faults) => {
    const additions = faults.map(([, addition]) => addition);
    const { problems } = await check({ 'README.md': [README, ...additions, ''].join('\n') });
    for (const [fault, , message] of faults) expect(problems, fault).toContain(message);
    expect(problems.split('\n').filter((line) => line.startsWith('README.md:'))).toHaveLength(faults.length);
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
    const { problems } = await check({ 'README.md': `${README}\n${augmentation}\n${other}\n` });
    expect(problems).toContain(`has no exported member 'Extra'`);
  });

  it('reports a source that points to a page that does not exist', async () => {
    const tree = await createTree({ 'docs/guide.md': '# Guide\n' });
    const source = { path: 'packages/core/src/index.ts', text: '\n// Docs: docs/guide.md, docs/gone.md\n' };
    const problems: string[] = [];
    expect(checkPointers(tree, [source], problems)).toBe(2);
    expect(problems).toEqual(['packages/core/src/index.ts:2 points to docs/gone.md, which does not exist']);
  });

  it('fails when there is nothing to check', async () => {
    const { problems } = await inspectTree(checkDocs, { 'package.json': {} });
    expect(problems).toContain('found no documents to check');
    expect(problems).toContain('found no TypeScript blocks to check');
  });
});
