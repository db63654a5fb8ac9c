// Compiles the programs as projects of TypeScript users are set up, with the oldest supported version and the one in use, and runs them.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ROOT } from '../lib/root.mjs';
import { SOAKING } from '../lib/environment.mjs';
import { capture } from '../lib/run.mjs';

const NEWEST = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
const OLDEST = fileURLToPath(new URL('node_modules/typescript-5-4/bin/tsc', import.meta.url));

const OPTIONS = {
  target: 'ES2022',
  lib: ['ES2023'],
  types: ['node'],
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  skipLibCheck: true,
  rootDir: '.',
};

const COMMONJS_AND_ESM = ['consumer.mts', 'consumer.cts'];
/** A `.ts` file is CommonJS: the package.json of consumers has no `type`. */
const COMMONJS = ['consumer.ts'];

/** AWS Lambda runs Node like this. */
const NO_REQUIRE_OF_ESM = '--no-experimental-require-module';

/**
 * `light` programs use the packages that need no others: there, our declarations are checked too, not just used. A soak
 * also compiles what hardly differs from another project.
 */
export const PROJECTS = [
  {
    name: 'nodenext',
    tsc: NEWEST,
    files: COMMONJS_AND_ESM,
    runs: [['out/consumer.mjs'], ['out/consumer.cjs'], [NO_REQUIRE_OF_ESM, 'out/consumer.cjs']],
    options: { module: 'nodenext', verbatimModuleSyntax: true, outDir: 'out' },
  },
  {
    name: 'node16',
    soak: true,
    tsc: NEWEST,
    files: COMMONJS_AND_ESM,
    runs: [],
    options: { module: 'node16', noEmit: true },
  },
  {
    name: 'commonjs',
    tsc: NEWEST,
    files: COMMONJS,
    runs: [],
    options: { module: 'commonjs', noEmit: true },
  },
  {
    name: 'commonjs-5.4',
    tsc: OLDEST,
    files: COMMONJS,
    runs: [[NO_REQUIRE_OF_ESM, 'out-5.4/consumer.js']],
    options: { module: 'commonjs', moduleResolution: 'node10', outDir: 'out-5.4' },
  },
  {
    name: 'node16-5.4',
    tsc: OLDEST,
    // Both forms have the same declarations.
    files: SOAKING ? ['light.mts', 'light.cts'] : ['light.cts'],
    runs: [],
    options: { module: 'node16', skipLibCheck: false, noEmit: true },
  },
];

export const CHOSEN = PROJECTS.filter(({ soak }) => SOAKING || soak !== true);

/** Compiles one project, and runs its programs, which must print `expected`. Resolves to problems. */
export async function checkProject(folder, { name, tsc, files, runs, options }, expected) {
  const config = `tsconfig.${name}.json`;
  await writeFile(join(folder, config), JSON.stringify({ compilerOptions: { ...OPTIONS, ...options }, files }));
  const compiled = await capture(process.execPath, [tsc, '-p', config, '--pretty', 'false'], { cwd: folder });
  if (compiled.code !== 0)
    return [`a consumer does not compile as ${name}: ${(compiled.stdout + compiled.stderr).trim()}`];
  const problems = [];
  for (const args of runs) {
    const { code, stdout, stderr } = await capture(process.execPath, args, { cwd: folder, timeoutMs: 60_000 });
    if (code !== 0 || stdout.trim() !== expected)
      problems.push(`${args.join(' ')} ended with ${code}: ${stdout}${stderr}`);
  }
  return problems;
}
