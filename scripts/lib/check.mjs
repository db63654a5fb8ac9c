import { resolve } from 'node:path';
import { ROOT } from './root.mjs';

/**
 * Runs a check on the tree below `root`. A check resolves to `{ problems, counts }`: one sentence per fault, and the number of items
 * of each kind. No items of a kind is a fault too: a check that checked nothing must not pass.
 */
export async function inspect(name, check, root) {
  const { problems, counts } = await check(root);
  const kinds = Object.entries(counts);
  const missing = kinds.filter(([, count]) => count === 0).map(([noun]) => `${name} found no ${noun} to check`);
  const checked = kinds.map(([noun, count]) => `${count} ${noun}`);
  return { summary: `${name}: ${checked.join(', ')}`, problems: [...problems, ...missing] };
}

/** Runs a check on the tree that the first argument of the command names, or on this repository, and reports it. */
export async function runCheck(name, check) {
  const { summary, problems } = await inspect(name, check, resolve(process.argv[2] ?? ROOT));
  console.log(summary);
  for (const problem of problems) console.error(`  ✖ ${problem}`);
  console.log(problems.length === 0 ? `${name}: passed` : `${name}: ${problems.length} problems`);
  process.exitCode = problems.length === 0 ? 0 : 1;
}
