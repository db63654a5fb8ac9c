// `npm start`: bundles the three-framework example from the sources, and runs it. Needs only Node. Shares nothing with the install
// of `npm test`, so that neither waits for the other or disturbs it.
import { join } from 'node:path';
import { bundleExample } from './lib/example-bundle.mjs';
import { installLocked } from './lib/locked-install.mjs';
import { ROOT } from './lib/root.mjs';
import { run } from './lib/run.mjs';

const EXAMPLE = join(ROOT, 'examples', 'three-frameworks');
/** Beside `src` and `dist`: programs find the files of the example from here as they do from there. */
const OUTPUT = join(EXAMPLE, '.start');

try {
  const installed = await installLocked(join(ROOT, 'scripts', 'start'), OUTPUT, {
    onInstall: () => console.log('\nInstalling …'),
  });
  await bundleExample(EXAMPLE, { entries: ['main', 'change-flag'], outdir: OUTPUT, installed });
  process.exitCode = await run(process.execPath, ['--enable-source-maps', join(OUTPUT, 'main.js')], { cwd: EXAMPLE });
} catch (error) {
  console.error(`\nnpm start: ${error.message}`);
  process.exitCode = 1;
}
