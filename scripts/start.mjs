// `npm start`: installs, builds and runs the three-framework example. Needs only Node.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pnpm } from './lib/pnpm.mjs';
import { ROOT } from './lib/root.mjs';
import { run } from './lib/run.mjs';

const EXAMPLE = join(ROOT, 'examples', 'three-frameworks');

async function prepare(what, { command, args }) {
  console.log(`\n${what} …`);
  const code = await run(command, args);
  if (code === 0) return;
  console.error(`\nnpm start: "${what.toLowerCase()}" failed (exit code ${code}); its output is above.`);
  process.exit(code);
}

await prepare('Installing', pnpm('install', '--frozen-lockfile'));
await prepare('Building', pnpm('run', 'build', '--output-logs=errors-only'));

const main = join(EXAMPLE, 'dist', 'main.js');
if (!existsSync(main)) {
  console.error(`npm start: the build did not write ${main}.`);
  process.exit(1);
}
process.exitCode = await run(process.execPath, [main], { cwd: EXAMPLE });
