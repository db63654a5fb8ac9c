// Compiles the programs as projects of TypeScript users are set up, with the oldest supported version and the one in use.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ROOT } from '../lib/root.mjs';
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

/** `light` programs use the packages that need no others: there, our declarations are checked too, not just used. */
const PROJECTS = [
  {
    name: 'nodenext',
    tsc: NEWEST,
    files: COMMONJS_AND_ESM,
    module: 'nodenext',
    verbatimModuleSyntax: true,
    outDir: 'out',
  },
  { name: 'node16', tsc: NEWEST, files: COMMONJS_AND_ESM, module: 'node16', noEmit: true },
  { name: 'commonjs', tsc: NEWEST, files: COMMONJS, module: 'commonjs', noEmit: true },
  {
    name: 'commonjs-5.4',
    tsc: OLDEST,
    files: COMMONJS,
    module: 'commonjs',
    moduleResolution: 'node10',
    outDir: 'out-5.4',
  },
  {
    name: 'node16-5.4',
    tsc: OLDEST,
    files: ['light.mts', 'light.cts'],
    module: 'node16',
    skipLibCheck: false,
    noEmit: true,
  },
];

/** Resolves to one problem per project that does not compile. */
export async function compile(folder) {
  const problems = await Promise.all(
    PROJECTS.map(async ({ name, tsc, files, ...options }) => {
      const config = `tsconfig.${name}.json`;
      await writeFile(join(folder, config), JSON.stringify({ compilerOptions: { ...OPTIONS, ...options }, files }));
      const args = [tsc, '-p', config, '--pretty', 'false'];
      const { code, stdout, stderr } = await capture(process.execPath, args, { cwd: folder });
      return code === 0 ? [] : [`a consumer does not compile as ${name}: ${(stdout + stderr).trim()}`];
    }),
  );
  return { problems: problems.flat(), projects: PROJECTS.length };
}
