import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { readResults, render } from '../report/write.mjs';

const committed = (path: string) => readFile(new URL(`../../${path}`, import.meta.url), 'utf8');

it('docs/benchmarks.md, its charts and bench/targets.md match bench/results; `npm run bench -- report` writes them', async () => {
  const files: Map<string, string> = await render(await readResults());
  expect(files.size).toBe(5);
  for (const [path, text] of files)
    expect(await committed(path), `${path} was edited by hand or is outdated`).toBe(text);
});

it('changes the page when a result changes', async () => {
  const results = await readResults();
  const page = (await render(results)).get('docs/benchmarks.md');
  results.checks.contenders.flagd.results.a.ns.median *= 3;
  expect((await render(results)).get('docs/benchmarks.md')).not.toBe(page);
});
