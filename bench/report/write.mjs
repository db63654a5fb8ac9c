import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { format } from 'oxfmt';
import { checksChart } from './checks.mjs';
import { httpChart } from './http.mjs';
import { page } from './page.mjs';
import { startupChart } from './startup.mjs';
import { targetsPage } from './targets.mjs';

const ROOT = new URL('../../', import.meta.url);
const SECTIONS = ['checks', 'startup', 'change', 'growth', 'http', 'scale'];

export async function readResults() {
  const results = {};
  for (const name of SECTIONS) {
    const file = new URL(`bench/results/${name}.json`, ROOT);
    if (!existsSync(file))
      throw new Error(`There is no bench/results/${name}.json: run npm run bench -- ${name} once.`);
    results[name] = JSON.parse(await readFile(file, 'utf8'));
  }
  return results;
}

/** Maps the path of each generated file to its text. */
export async function render(results) {
  const options = JSON.parse(await readFile(new URL('.oxfmtrc.json', ROOT), 'utf8'));
  const formatted = async (path, text) => [path, (await format(path, text, options)).code];
  return new Map([
    await formatted('docs/benchmarks.md', page(results)),
    await formatted('bench/targets.md', targetsPage(results)),
    ['docs/benchmarks/checks.svg', checksChart(results.checks)],
    ['docs/benchmarks/startup.svg', startupChart(results.startup)],
    ['docs/benchmarks/http.svg', httpChart(results.http)],
  ]);
}

export async function writeReport() {
  const files = await render(await readResults());
  await mkdir(new URL('docs/benchmarks/', ROOT), { recursive: true });
  for (const [path, text] of files) await writeFile(new URL(path, ROOT), text);
  return [...files.keys()];
}
