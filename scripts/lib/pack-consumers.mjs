import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { checkProject, CHOSEN } from '../consumers/compile.mjs';
import { commonjsProgram, esmProgram, specifiersOf } from '../consumers/programs.mjs';
import { checkApplications } from '../consumers/applications.mjs';
import { pushesWithNextDrizzle } from '../consumers/next-drizzle.mjs';
import { ROOT } from './root.mjs';
import { capture } from './run.mjs';
import { NPM_ENVIRONMENT, SOAKING } from './environment.mjs';
import { pnpm } from './pnpm.mjs';

const SCOPE = '@flagstaff/';
const peersOf = ({ peerDependencies = {} }) => Object.keys(peerDependencies).filter((name) => !name.startsWith(SCOPE));

/** The versions of peer dependencies that a consumer's folder gets: those of development. */
function versionsOfPeers(packages) {
  return packages.flatMap(({ source }) =>
    peersOf(source).map((name) => [name, source.devDependencies?.[name] ?? source.peerDependencies[name]]),
  );
}

const FLAGS = ['--prefer-offline', '--ignore-scripts', '--loglevel=error'];

/** Returns the command that installs a folder as an application would. npm takes three times as long as pnpm. */
const installCommand = () =>
  SOAKING
    ? { command: 'npm', args: ['install', '--no-audit', '--no-fund', ...FLAGS] }
    : pnpm('install', '--ignore-workspace', '--node-linker=hoisted', '--strict-peer-dependencies', ...FLAGS);

/** Installs the tarballs together in an empty folder. Resolves to a problem, or to undefined. */
async function install(folder, packages) {
  const rootManifest = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8'));
  const tools = ['@types/node', '@types/express', '@types/koa'];
  const tarballs = Object.fromEntries(packages.map(({ manifest, tarball }) => [manifest.name, `file:${tarball}`]));
  const dependencies = {
    ...tarballs,
    ...Object.fromEntries(versionsOfPeers(packages)),
    ...Object.fromEntries(tools.map((name) => [name, rootManifest.devDependencies[name]])),
  };
  await mkdir(folder, { recursive: true });
  // pnpm looks for dependencies of dependencies in the registry, where this version is not yet.
  const manifest = { private: true, dependencies, pnpm: { overrides: tarballs } };
  await writeFile(join(folder, 'package.json'), JSON.stringify(manifest, null, 2));
  const { command, args } = installCommand();
  const { code, stdout, stderr } = await capture(command, args, { cwd: folder, env: NPM_ENVIRONMENT });
  return code === 0 ? undefined : `the packages do not install together: ${stdout}${stderr}`.trim();
}

/** Compiles programs against the packages installed in a folder, as every kind of project does, and runs them. */
export async function usePackages(folder, packages, projects = CHOSEN) {
  const doors = specifiersOf(packages);
  const light = specifiersOf(packages.filter(({ source }) => peersOf(source).length === 0));
  await Promise.all([
    writeFile(join(folder, 'consumer.mts'), esmProgram(doors)),
    writeFile(join(folder, 'consumer.ts'), esmProgram(doors)),
    writeFile(join(folder, 'consumer.cts'), commonjsProgram(doors)),
    writeFile(join(folder, 'light.mts'), esmProgram(light)),
    writeFile(join(folder, 'light.cts'), commonjsProgram(light)),
  ]);
  const expected = `answered ${doors.length}`;
  const problems = await Promise.all(projects.map((project) => checkProject(folder, project, expected)));
  const consumers = projects.reduce((total, { runs }) => total + 1 + runs.length, 0);
  return { problems: problems.flat(), doors, consumers };
}

/**
 * Installs the tarballs, and uses them in programs and in applications. Resolves to problems, the imported entry points, and the
 * number of consumers.
 */
export async function checkConsumers(folder, packages) {
  const failed = await install(folder, packages);
  if (failed !== undefined) return { problems: [failed], doors: [], consumers: 0 };
  await cp(join(ROOT, 'scripts', 'consumers', 'programs'), folder, { recursive: true });
  const { problems, doors, consumers } = await usePackages(folder, packages);
  const peers = new Map(packages.map(({ manifest }) => [manifest.name, peersOf(manifest)]));
  const applications = await checkApplications(folder, doors, peers);
  const next = SOAKING ? [await pushesWithNextDrizzle(`${folder}-next-drizzle`, packages)] : [];
  return {
    problems: [...problems, ...applications.problems, ...next.flat()],
    doors,
    consumers: consumers + applications.count + next.length,
  };
}
