import { expect, it } from 'vitest';
import { checkWords } from '../checks/words.mjs';
import { inspectTree } from './fixture.ts';

const WORDS = { avoid: { snark: 'boojum', grue: 'green, blue' }, allowed: { grue: ['packages/eyes/'] } };

it('reports words to avoid in prose and in names, with their line and what to write', async () => {
  const { summary, problems } = await inspectTree(checkWords, {
    'scripts/words.json': WORDS,
    'README.md': '# Snark\n\nA snarkish color is not snarky.\n',
    'packages/eyes/src/index.ts': "// Grue\nexport const someHTTPSnark = 'grue';\n",
    'packages/other/src/index.ts': '\nexport const GRUE_COLOR = 1;\n',
  });
  expect(problems.split('\n')).toEqual([
    'README.md:1 says “Snark”; write boojum',
    'packages/eyes/src/index.ts:2 says “Snark”; write boojum',
    'packages/other/src/index.ts:2 says “GRUE”; write green, blue',
  ]);
  expect(summary).toBe('check: 3 files, 2 words to avoid');
});

it('fails when there is nothing to check', async () => {
  const { problems } = await inspectTree(checkWords, { 'scripts/words.json': { avoid: {}, allowed: {} } });
  expect(problems).toContain('found no files to check');
  expect(problems).toContain('found no words to avoid to check');
});
