// Core's and the adapters' tests on every version of Node that is supported: `npm run unit:nodes`.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT } from './lib/root.mjs';
import { run } from './lib/run.mjs';

/** The first that packages allow, and the newest of the two lines after it. */
const VERSIONS = ['20', '22', '24'];
const PACKAGES = ['core', 'http', 'express', 'koa', 'hono', 'fastify', 'relay'];

// In a package of their own: among the root's programs, one of them would be the Node that every script runs on.
const { resolve } = createRequire(pathToFileURL(join(ROOT, 'scripts/nodes/package.json')));
const vitest = join(ROOT, 'node_modules/vitest/vitest.mjs');

/** Where the binary of a version is; undefined: the registry has none for this machine. */
function binaryOf(version) {
  try {
    return join(resolve(`node-${version}/package.json`), '../bin/node');
  } catch {
    return undefined;
  }
}

const scratch = await mkdtemp(join(tmpdir(), 'flagstaff-nodes-'));
let failures = 0;
try {
  for (const version of VERSIONS) {
    if (process.versions.node.startsWith(`${version}.`)) {
      console.log(`Node ${version}: this is what \`npm run unit\` runs on`);
      continue;
    }
    const node = binaryOf(version);
    if (node === undefined) {
      console.log(`Node ${version}: skipped, there is no binary of it for this machine`);
      if (process.env.CI !== undefined) failures += 1;
      continue;
    }
    const report = join(scratch, `${version}.json`);
    const filters = PACKAGES.map((name) => `packages/${name}/`);
    // Runs on other runtimes, and what is generated at random, are the same on every version.
    const excluded = [
      'packages/hono/test/runtimes.test.ts',
      'packages/core/test/propert*',
      'packages/core/test/schema.test.ts',
      'packages/core/test/sync/simulation.test.ts',
      'packages/core/src/evaluation/collapse.test.ts',
    ];
    const excludes = excluded.flatMap((pattern) => ['--exclude', pattern]);
    // Modules are loaded once per worker: apart from each other, the tests run on the first version.
    const options = ['--config', 'vitest.workspace.ts', '--no-isolate', '--reporter=json', `--outputFile=${report}`];
    const code = await run(node, [vitest, 'run', ...options, ...excludes, ...filters]);
    const { numPassedTests: passed, numFailedTests: failed, testResults } = JSON.parse(await readFile(report, 'utf8'));
    console.log(`Node ${version}: ${passed} passed, ${failed} failed`);
    for (const { name, status, message, assertionResults } of testResults) {
      if (status === 'passed') continue;
      console.log(`  ${name}: ${message}`);
      for (const { status: of, fullName, failureMessages } of assertionResults) {
        if (of === 'failed') console.log(`    ✖ ${fullName}\n${failureMessages.join('\n')}`);
      }
    }
    if (code !== 0 || passed === 0) failures += 1;
  }
} finally {
  await rm(scratch, { recursive: true, force: true });
}
process.exitCode = failures === 0 ? 0 : 1;
