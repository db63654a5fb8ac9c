import { describe, expect, it } from 'vitest';
import { checkSizes } from '../checks/sizes.mjs';
import { inspectTree } from './fixture.ts';
import type { Files } from './fixture.ts';

const bundle = (more: object = {}): object => ({
  name: 'core',
  package: 'core',
  door: 'index',
  maxBytes: 1_000,
  reason: 'a fixture',
  ...more,
});

const sizes = (more: object = {}): object => ({ bundles: [bundle()], pages: [], ...more });

const GOOD: Files = {
  'README.md': 'It weighs <!-- size: core -->1 kB.\n',
  'scripts/sizes.json': sizes(),
  'packages/core/package.json': { name: '@flagstaff/core', dependencies: { engine: '1.0.0' } },
  'packages/core/dist/index.js': `export const load = () => import('engine');\n`,
  'packages/core/node_modules/engine/package.json': { name: 'engine', main: 'index.js', type: 'module' },
  'packages/core/node_modules/engine/index.js': `export const engine = 'vroom';\n`,
};

const check = (changes: Files = {}) => inspectTree(checkSizes, { ...GOOD, ...changes });

describe('check:sizes', () => {
  it('passes a tree within its ceilings, and says how much it saw', async () => {
    const { summary, problems } = await check({
      'scripts/sizes.json': sizes({ bundles: [bundle(), bundle({ name: 'lazy', lazy: 'engine' })] }),
    });
    expect(summary).toContain('check: 2 bundles');
    expect(problems).toBe('');
  });

  it('measures only what a program imports', async () => {
    const files = {
      'README.md': '',
      'packages/core/dist/index.js': `export const one = 1;\nexport const text = '${'long '.repeat(10)}';\n`,
    };
    const weigh = async (more: object): Promise<number> => {
      const { problems } = await check({
        ...files,
        'scripts/sizes.json': sizes({ bundles: [bundle({ maxBytes: 1, ...more })] }),
      });
      return Number(/core weighs (\d+) bytes/.exec(problems)?.[1]);
    };
    expect(await weigh({ imports: ['one'] })).toBeLessThan(await weigh({}));
  });

  const faults: readonly [title: string, changes: Files, message: string][] = [
    ['a heavy bundle', { 'scripts/sizes.json': sizes({ bundles: [bundle({ maxBytes: 10 })] }) }, '10 are the limit'],
    [
      'an engine that loads at once',
      {
        'scripts/sizes.json': sizes({ bundles: [bundle({ lazy: 'engine' })] }),
        'packages/core/dist/index.js': `export { engine } from 'engine';\n`,
      },
      'engine loads at once',
    ],
    ['a package that is not built', { 'packages/core/dist/index.js': undefined }, 'build packages/core first'],
    [
      'a README that says otherwise',
      { 'README.md': 'It weighs <!-- size: core -->2 kB.\n' },
      'README.md says core weighs 2 kB',
    ],
    [
      'a README that states what is not measured',
      { 'README.md': '<!-- size: other -->2 kB\n' },
      'the size of other, which is not measured',
    ],
    ['no bundle to measure', { 'scripts/sizes.json': sizes({ bundles: [] }) }, 'found no bundles to check'],
  ];

  it.each(faults)('fails on %s', async (_title, changes, message) => {
    const { problems } = await check(changes);
    expect(problems).toContain(message);
  });
});
