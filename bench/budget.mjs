// Measures the heaviest documents and contexts within the limits: `npm run bench:budget -- 100000`. Runs the sources.
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = new URL('..', import.meta.url).pathname;
const checks = Number(process.argv[2] ?? 20_000);
const seed = Number(process.argv[3] ?? 1);
// Inside the repository, so that engines resolve.
const folder = await mkdtemp(join(root, 'packages/core/node_modules/.budget-'));
try {
  const outfile = join(folder, 'run.mjs');
  await build({
    entryPoints: [join(root, 'packages/core/test/heavy-run.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    conditions: ['@flagstaff/source'],
    external: ['re2js', 'croner'],
  });
  const { runHeavy } = await import(pathToFileURL(outfile).href);
  const { documents, refused, checks: ran, ...longest } = await runHeavy(checks, seed, (line) => console.log(line));
  console.log(`${documents} documents within the budget, ${refused} over it, ${ran} checks; the longest, in ms:`);
  for (const [step, ms] of Object.entries(longest)) console.log(`  ${step.padEnd(12)} ${ms.toFixed(1)}`);
} finally {
  await rm(folder, { recursive: true, force: true });
}
