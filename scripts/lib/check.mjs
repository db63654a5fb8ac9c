import { resolve } from 'node:path';
import { ROOT } from './root.mjs';

/**
 * Runs a check and reports it. A check gets the root of a tree (the first argument of the command, or this repository) and resolves
 * to `{ problems, counts }`: one sentence per fault, and the number of items of each kind. No items of a
 * kind is a fault too: a check that checked nothing must not pass.
 */
export async function runCheck(name, check) {
  const root = resolve(process.argv[2] ?? ROOT);
  const { problems, counts } = await check(root);
  const all = [...problems];
  for (const [noun, count] of Object.entries(counts)) if (count === 0) all.push(`${name} found no ${noun} to check`);
  const checked = Object.entries(counts).map(([noun, count]) => `${count} ${noun}`);
  console.log(`${name}: ${checked.join(', ')}`);
  for (const problem of all) console.error(`  ✖ ${problem}`);
  console.log(all.length === 0 ? `${name}: passed` : `${name}: ${all.length} problems`);
  process.exitCode = all.length === 0 ? 0 : 1;
}
