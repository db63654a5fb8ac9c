import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT } from './root.mjs';
import { capture } from './run.mjs';
import { NPM_ENVIRONMENT } from './environment.mjs';

const SCOPE = '@flagstaff/';
const isCode = (door) => !door.endsWith('.json');

/** The versions of peer dependencies that a consumer's folder gets: those of development. */
function peersOf(packages) {
  const peers = new Map();
  for (const { source } of packages) {
    for (const [name, range] of Object.entries(source.peerDependencies ?? {})) {
      if (!name.startsWith(SCOPE)) peers.set(name, source.devDependencies?.[name] ?? range);
    }
  }
  return peers;
}

const specifierOf = (name, door) => name + door.slice(1);

/** Programs that import every entry point of every package and evaluate one flag. */
function programs(packages) {
  const doors = packages.flatMap(({ manifest }) =>
    Object.keys(manifest.exports)
      .filter(isCode)
      .map((door) => specifierOf(manifest.name, door)),
  );
  const others = doors.filter((door) => door !== '@flagstaff/core');
  const evaluation = `
const flag = { kind: 'flag', key: 'new-checkout', type: 'boolean', default: 'on' } as const;
const flagstaff = createFlagstaff({ bootstrap: [flag] });
const answer = flagstaff.forContext({ targetingKey: 'u1' }).isEnabled('new-checkout');
void flagstaff.close();
for (const [door, module] of Object.entries(doors)) {
  if (typeof module !== 'object') throw new Error(door + ' is no module');
}
if (!answer) throw new Error('the flag is off');
console.log('answered', Object.keys(doors).length + 1);
`;
  const names = others.map((door, index) => ({ door, name: `door${index}` }));
  const table = `const doors: Record<string, object> = {\n${names.map(({ door, name }) => `  '${door}': ${name},`).join('\n')}\n};\n`;
  return {
    doors,
    esm: [
      `import { createFlagstaff } from '@flagstaff/core';`,
      ...names.map(({ door, name }) => `import * as ${name} from '${door}';`),
      table + evaluation,
    ].join('\n'),
    commonjs: [
      `import core = require('@flagstaff/core');`,
      ...names.map(({ door, name }) => `import ${name} = require('${door}');`),
      `const { createFlagstaff } = core;`,
      table + evaluation,
    ].join('\n'),
  };
}

const COMPILER_OPTIONS = {
  target: 'ES2022',
  lib: ['ES2023'],
  types: ['node'],
  module: 'nodenext',
  moduleResolution: 'nodenext',
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  verbatimModuleSyntax: true,
  skipLibCheck: true,
  outDir: 'out',
  rootDir: '.',
};

/**
 * Installs the tarballs together in an empty folder, as an application would, compiles an ESM and a CommonJS program against them
 * and runs both. Resolves to problems, and the imported entry points.
 */
export async function checkConsumers(folder, packages) {
  const rootManifest = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8'));
  const tools = ['@types/node', '@types/express', '@types/koa'];
  const dependencies = Object.fromEntries([
    ...packages.map(({ manifest, tarball }) => [manifest.name, `file:${tarball}`]),
    ...peersOf(packages),
    ...tools.map((name) => [name, rootManifest.devDependencies[name]]),
  ]);
  await mkdir(folder, { recursive: true });
  const write = (name, content) => writeFile(join(folder, name), content);
  await write('package.json', JSON.stringify({ private: true, dependencies }, null, 2));
  const flags = ['--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error'];
  const install = await capture('npm', ['install', ...flags], { cwd: folder, env: NPM_ENVIRONMENT });
  if (install.code !== 0)
    return { problems: [`the packages do not install together: ${install.stderr.trim()}`], doors: [] };

  const { doors, esm, commonjs } = programs(packages);
  await write('consumer.mts', esm);
  await write('consumer.cts', commonjs);
  const config = { compilerOptions: COMPILER_OPTIONS, files: ['consumer.mts', 'consumer.cts'] };
  await write('tsconfig.json', JSON.stringify(config, null, 2));
  const problems = [];
  const tsc = await capture(join(ROOT, 'node_modules', '.bin', 'tsc'), ['-p', '.', '--pretty', 'false'], {
    cwd: folder,
  });
  if (tsc.code !== 0) problems.push(`a consumer does not compile: ${(tsc.stdout + tsc.stderr).trim()}`);
  for (const program of ['out/consumer.mjs', 'out/consumer.cjs']) {
    const { code, stdout, stderr } = await capture(process.execPath, [program], { cwd: folder, timeoutMs: 30_000 });
    if (code !== 0 || stdout.trim() !== `answered ${doors.length}`)
      problems.push(`${program} ended with ${code}: ${stdout}${stderr}`);
  }
  return { problems, doors };
}
