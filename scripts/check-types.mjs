// Compiles sources, tests, examples and scripts: `npm run check:types`. Names of packages check only these: `-- redis core`.
import { existsSync } from 'node:fs';
import { join, sep } from 'node:path';
import { ROOT } from './lib/root.mjs';
import { run } from './lib/run.mjs';
import { readPackages } from './lib/workspace-packages.mjs';

const tsc = join(ROOT, 'node_modules', '.bin', 'tsc');
// Projects compile side by side. Several checkers for each would check the same types again.
const options = ['--checkers', '1'];

const names = process.argv.slice(2);
const projects = [...readPackages().values()]
  .map(({ folder }) => folder)
  .filter((folder) => existsSync(join(folder, 'tsconfig.json')))
  .filter((folder) => names.length === 0 || names.some((name) => folder.endsWith(`${sep}${name}`)));

const codes = [await run(tsc, ['-b', ...options, ...projects])];
if (names.length === 0) codes.push(await run(tsc, ['-p', join(ROOT, 'scripts'), ...options]));
console.log(`check:types: ${projects.length} packages and examples`);
process.exitCode = projects.length === 0 || codes.some((code) => code !== 0) ? 1 : 0;
