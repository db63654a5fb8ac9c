// Core's and the adapters' tests on every version of Node that is supported: `npm run unit:nodes`.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT } from './lib/root.mjs';
import { run } from './lib/run.mjs';
import { filesBelow, isTest, isTypeTest } from './lib/tree.mjs';

/** The first that packages allow, and the newest of the two lines after it. */
const VERSIONS = ['20', '22', '24'];
const PACKAGES = ['core', 'http', 'express', 'koa', 'hono', 'fastify', 'relay'];
/** Runs on other runtimes, and what is generated at random, are the same on every version. */
const THE_SAME_EVERYWHERE = [
  'packages/hono/test/runtimes.test.ts',
  'packages/core/test/propert',
  'packages/core/test/schema.test.ts',
  'packages/core/test/sync/simulation.test.ts',
  'packages/core/src/documents/apply-due-changes.test.ts',
];

// In a package of their own: among the root's programs, one of them would be the Node that every script runs on.
const { resolve } = createRequire(pathToFileURL(join(ROOT, 'scripts/nodes/package.json')));
const vitest = join(ROOT, 'node_modules/vitest/vitest.mjs');

// By name, each: projects of a vitest configuration do not hear of the command's `--exclude`.
const files = (await filesBelow(ROOT, isTest)).filter(
  (path) =>
    !isTypeTest(path) &&
    PACKAGES.some((name) => path.startsWith(`packages/${name}/`)) &&
    !THE_SAME_EVERYWHERE.some((start) => path.startsWith(start)),
);

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
    const options = ['--config', 'vitest.workspace.ts', '--reporter=json', `--outputFile=${report}`];
    const code = await run(node, [vitest, 'run', ...options, ...files]);
    const { numPassedTests: passed, numFailedTests: failed, testResults } = JSON.parse(await readFile(report, 'utf8'));
    console.log(
      `Node ${version}: ${passed} passed, ${failed} failed in ${testResults.length} of ${files.length} files`,
    );
    for (const { name, status, message, assertionResults } of testResults) {
      if (status === 'passed') continue;
      console.log(`  ${name}: ${message}`);
      for (const { status: of, fullName, failureMessages } of assertionResults) {
        if (of === 'failed') console.log(`    ✖ ${fullName}\n${failureMessages.join('\n')}`);
      }
    }
    if (code !== 0 || passed === 0 || testResults.length !== files.length) failures += 1;
  }
} finally {
  await rm(scratch, { recursive: true, force: true });
}
process.exitCode = failures === 0 ? 0 : 1;
