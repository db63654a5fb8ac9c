// Applications that use the installed packages: in Jest, with two copies, bundled, and with packages missing.
import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ENVIRONMENT, NPM_ENVIRONMENT, SOAKING } from '../lib/environment.mjs';
import { folderOfNode, NODE_VERSIONS } from '../lib/nodes.mjs';
import { capture } from '../lib/run.mjs';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const JESTS = SOAKING ? ['jest-29', 'jest-30'] : ['jest-30'];
/** The most files that `import '@flagstaff/core'` may load. */
const MAX_FILES = 8;
/** Drivers that an application with postgres and redis does not have. */
const OTHER_DRIVERS = ['mysql2', '@libsql/client'];

async function node(folder, args, env = {}) {
  const { code, stdout, stderr } = await capture(process.execPath, args, {
    cwd: folder,
    env: { ...ENVIRONMENT, ...env },
  });
  return { code, stdout, output: `${stdout}${stderr}`.trim() };
}

async function inJest(folder, doors) {
  // The runner is outside of the application, whose tests are CommonJS and not transformed.
  const config = {
    rootDir: folder,
    testMatch: ['<rootDir>/jest.test.js'],
    transform: {},
    watchman: false,
    haste: { enableSymlinks: false },
  };
  await writeFile(join(folder, 'jest.config.json'), JSON.stringify(config));
  const problems = [];
  for (const jest of JESTS) {
    const args = [
      join(HERE, 'node_modules', jest, 'bin', 'jest.js'),
      '--config=jest.config.json',
      '--runInBand',
      '--no-cache',
      '--json',
    ];
    const { code, stdout, output } = await node(folder, args, { DOORS: doors.join(' ') });
    const passed = code === 0 ? JSON.parse(stdout.slice(stdout.indexOf('{'))).numPassedTests : 0;
    if (passed <= doors.length)
      problems.push(`${jest} does not run the packages: ${output.slice(stdout.length, stdout.length + 4_000)}`);
  }
  return problems;
}

async function withTwoCopies(folder) {
  const { code, stdout, output } = await node(folder, ['copies.mjs']);
  return code === 0 && stdout.trim() === 'copies agree'
    ? []
    : [`two copies of the packages do not act as one: ${output}`];
}

async function loadsFewFiles(folder) {
  const { code, stdout, output } = await node(folder, ['loaded.mjs', '@flagstaff/core']);
  if (code !== 0) return [`the files that @flagstaff/core loads cannot be counted: ${output}`];
  return Object.entries(JSON.parse(stdout))
    .filter(([, files]) => !(files > 0 && files <= MAX_FILES))
    .map(([format, files]) => `@flagstaff/core loads ${files} files as ${format}; ${MAX_FILES} are the limit`);
}

async function exportTheSame(folder, doors) {
  const { code, stdout, output } = await node(folder, ['forms.mjs', ...doors]);
  return code === 0 ? JSON.parse(stdout) : [`the names that entry points export cannot be listed: ${output}`];
}

const STORE = "fileStorage({ path: 'flags.json' })";

/** Projects with a configuration of the `flagstaff` command, by kind. */
const CONFIGURATIONS = {
  commonjs: {
    'package.json': '{ "private": true, "type": "commonjs" }',
    'flagstaff.config.js': `const { defineConfig } = require('@flagstaff/cli');
const { fileStorage } = require('@flagstaff/memory/file');
module.exports = defineConfig({ storage: () => ${STORE} });`,
  },
  esm: {
    'package.json': '{ "private": true, "type": "module" }',
    'flagstaff.config.js': `import { defineConfig } from '@flagstaff/cli';
import { fileStorage } from '@flagstaff/memory/file';
export default defineConfig({ storage: () => ${STORE} });`,
  },
  'path-aliases': {
    'package.json': '{ "private": true }',
    'tsconfig.json': '{ "compilerOptions": { "paths": { "@/*": ["./src/*"] } } }',
    'src/store.ts': `import { fileStorage } from '@flagstaff/memory/file';
export const storage = (): unknown => ${STORE};`,
    'flagstaff.config.ts': `import { defineConfig } from '@flagstaff/cli';
import { storage } from '@/store';
export default defineConfig({ storage: storage as never });`,
  },
};

/** Runs the command in a project of each kind: once with npx, which takes long to start, and from its link. */
async function runsCommand(folder) {
  const link = join(folder, 'node_modules', '.bin', 'flagstaff');
  const flags = JSON.stringify([{ kind: 'flag', key: 'new-checkout', type: 'boolean' }]);
  const problems = Object.entries(CONFIGURATIONS).map(async ([kind, files]) => {
    const project = join(folder, 'command', kind);
    for (const [name, text] of Object.entries({ ...files, 'flags.json': flags })) {
      await mkdir(dirname(join(project, name)), { recursive: true });
      await writeFile(join(project, name), text);
    }
    await symlink(join(folder, 'node_modules'), join(project, 'node_modules'), 'junction');
    const [command, ...before] = kind === 'esm' ? ['npx', '--no', '--', 'flagstaff'] : [link];
    const args = [...before, 'on', 'new-checkout', '--yes', '--json', '--actor', 'ada'];
    const { code, stdout, stderr } = await capture(command, args, { cwd: project, env: NPM_ENVIRONMENT });
    const isDone = code === 0 && stdout.includes('"flag:new-checkout"');
    return isDone ? [] : [`the flagstaff command does not run in a project of kind ${kind}: ${stdout}${stderr}`];
  });
  return (await Promise.all(problems)).flat();
}

/** Runs the command on every store and through a server, with every version of Node. */
async function runsOnStores(folder) {
  const { code, stdout, output } = await node(folder, ['stores.mjs', ...NODE_VERSIONS.map(folderOfNode)]);
  return code === 0 ? JSON.parse(stdout) : [`the flagstaff command cannot be run on stores: ${output}`];
}

/** Removes packages from the folder: consumers after this run without them. */
const uninstall = (folder, names) =>
  Promise.all(names.map((name) => rm(join(folder, 'node_modules', name), { recursive: true, force: true })));

async function bundled(folder) {
  await uninstall(folder, OTHER_DRIVERS);
  const { code, stdout, output } = await node(folder, [join(HERE, 'bundle.mjs')]);
  return code === 0
    ? JSON.parse(stdout.trim().split('\n').at(-1)).problems
    : [`the packages cannot be bundled: ${output}`];
}

/** Every error about a missing package names it in its first line. */
async function withoutPeers(folder, doors, peers) {
  await uninstall(folder, [...peers.values()].flat());
  const { code, stdout, output } = await node(folder, ['missing.mjs', ...doors]);
  if (code !== 0) return [`the packages cannot be loaded without peers: ${output}`];
  const { redis, ...found } = JSON.parse(stdout);
  const problems = redis[0]?.includes('npm install redis') ? [] : [`without redis, redisStorage says: ${redis[0]}`];
  for (const [door, lines] of Object.entries(found)) {
    const names = [...peers].find(([name]) => door === name || door.startsWith(`${name}/`))[1];
    for (const line of lines) {
      if (line !== null && !names.some((name) => line.includes(`'${name}`)))
        problems.push(`without its peers, ${door} does not say which package is missing: ${line}`);
    }
  }
  const silent = Object.values(found).every((lines) => lines.every((line) => line === null));
  return silent ? [...problems, 'no entry point misses a package: they are still installed'] : problems;
}

/** Resolves to problems, and the number of applications. The last ones remove packages from the folder. */
export async function checkApplications(folder, doors, peers) {
  const together = await Promise.all([
    inJest(folder, doors),
    withTwoCopies(folder),
    loadsFewFiles(folder),
    exportTheSame(folder, doors),
    runsCommand(folder),
    ...(SOAKING ? [runsOnStores(folder)] : []),
  ]);
  const problems = [...together.flat(), ...(await bundled(folder)), ...(await withoutPeers(folder, doors, peers))];
  return { problems, count: JESTS.length + together.length + 2 };
}
