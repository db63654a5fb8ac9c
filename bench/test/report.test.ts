import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { readResults, render } from '../report/write.mjs';

const committed = (path: string) => readFile(new URL(`../../${path}`, import.meta.url), 'utf8');

it('docs/benchmarks.md and its charts are what bench/results give: write them with `npm run bench -- report`', async () => {
  const files: Map<string, string> = await render(await readResults());
  expect(files.size).toBe(4);
  for (const [path, text] of files) expect(await committed(path), `${path} was edited by hand or is old`).toBe(text);
});

it('a result that changes changes the page', async () => {
  const results = await readResults();
  const page = (await render(results)).get('docs/benchmarks.md');
  results.checks.contenders.flagd.results.a.ns.median *= 3;
  expect((await render(results)).get('docs/benchmarks.md')).not.toBe(page);
});
