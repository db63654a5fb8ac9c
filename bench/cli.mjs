// Measures the `flagstaff` command: `list` of many flags on every store and over HTTP, and `--help`. Runs on the built packages:
// `npm run bench:cli` builds them first.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { admin } from '@flagstaff/admin/express';
import { createFlagstaff } from '@flagstaff/core';
import { manage } from '@flagstaff/core/management';
import express from 'express';
import { BACKENDS, openStore, percentile } from '@flagstaff/testbed';
import { fill } from './workloads/stored-flags.mjs';

const FLAGS = Number(process.env.FLAGSTAFF_BENCH_FLAGS ?? 10_000);
const STORES = process.env.FLAGSTAFF_BENCH_STORES?.split(',');
const ROUNDS = 5;

const MOST = { listMs: 1_000, helpCpuMs: 150 };

const COMMAND = fileURLToPath(new URL('../packages/cli/dist/bin.js', import.meta.url));
const CACHE = fileURLToPath(new URL('node_modules/.cache/cli', import.meta.url));
const testbed = createRequire(new URL('../packages/testbed/package.json', import.meta.url));

/** Runs the command. Resolves to milliseconds: until it ends, and of processor time. */
async function runCommand(args, cwd) {
  const measured = `process.on('exit', () => process._rawDebug(JSON.stringify(process.cpuUsage())))`;
  const hook = `data:text/javascript,${encodeURIComponent(measured)}`;
  const start = performance.now();
  const child = spawn(process.execPath, ['--import', hook, COMMAND, ...args], {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let lines = 0;
  let words = '';
  child.stdout.setEncoding('utf8').on('data', (text) => (lines += text.split('\n').length - 1));
  child.stderr.setEncoding('utf8').on('data', (text) => (words += text));
  const [code] = await once(child, 'close');
  const ms = performance.now() - start;
  if (code !== 0) throw new Error(`flagstaff ${args.join(' ')} ended with ${code}: ${words}`);
  const { user, system } = JSON.parse(words.trim().split('\n').at(-1));
  return { ms, cpuMs: (user + system) / 1_000, lines };
}

async function medians(args, cwd) {
  const rounds = [];
  for (let round = 0; round < ROUNDS; round += 1) rounds.push(await runCommand(args, cwd));
  const median = (name) =>
    percentile(
      rounds.map((each) => each[name]),
      0.5,
    );
  return { ms: median('ms'), cpuMs: median('cpuMs'), lines: rounds[0].lines };
}

/** The text of a configuration that opens a store as an application does. */
function configOf(store) {
  const module = store.kind === 'redis' ? '@flagstaff/redis' : '@flagstaff/drizzle';
  const [maker, options] =
    store.kind === 'redis'
      ? ['redisStorage', { url: store.url, prefix: store.prefix }]
      : ['drizzleStorage', { url: store.url, tablePrefix: store.tablePrefix }];
  const from = JSON.stringify(pathToFileURL(testbed.resolve(module)));
  return `import { ${maker} } from ${from};\nexport default { storage: () => ${maker}(${JSON.stringify(options)}) };\n`;
}

let isMissed = false;
function print(name, { ms, cpuMs }, figure, most) {
  const value = figure === 'ms' ? ms : cpuMs;
  isMissed ||= value > most;
  console.log(
    `  ${name.padEnd(10)} ${ms.toFixed(0).padStart(6)} ms, ${cpuMs.toFixed(0).padStart(6)} of processor time (at most ${most} ${figure})`,
  );
}

await mkdir(CACHE, { recursive: true });
const folder = await mkdtemp(join(CACHE, 'project-'));
console.log(`\`flagstaff\`, medians of ${ROUNDS}: \`--help\`, and \`list\` of ${FLAGS} flags`);
print('--help', await medians(['--help'], folder), 'cpuMs', MOST.helpCpuMs);

async function measureDirect(kind) {
  const place = await kind.start();
  try {
    const store = place.fresh();
    const filler = await openStore(store);
    await fill(filler, FLAGS);
    await filler.close();
    await writeFile(join(folder, 'flagstaff.config.mjs'), configOf(store));
    const found = await medians(['list'], folder);
    if (found.lines < FLAGS) throw new Error(`${kind.name}: ${found.lines} lines`);
    print(kind.name, found, 'ms', MOST.listMs);
  } finally {
    await place.dispose();
  }
}

/** Over HTTP, from an app with the flags in memory. */
async function measureRemote() {
  const flagstaff = createFlagstaff();
  await fill(manage(flagstaff), FLAGS);
  const mount = admin(flagstaff, { authorize: () => ({ actor: 'bench', roles: 'viewer' }) });
  const server = express().use('/flags-admin', mount).listen(0, '127.0.0.1');
  await once(server, 'listening');
  await writeFile(join(folder, 'flagstaff.config.mjs'), 'export default {};\n');
  const url = `http://127.0.0.1:${server.address().port}/flags-admin`;
  print('http', await medians(['list', '--url', url], folder), 'ms', MOST.listMs);
  server.closeAllConnections();
  server.close();
  await flagstaff.close();
}

for (const kind of BACKENDS.filter(({ name }) => STORES?.includes(name) ?? true)) await measureDirect(kind);
await measureRemote();
await rm(folder, { recursive: true, force: true });
process.exitCode = isMissed ? 1 : 0;
