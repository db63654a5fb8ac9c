// Runs tests of core and adapters on another version of Node: `npm run unit:nodes`. A soak runs all of them on every supported one.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ENVIRONMENT, SOAKING } from './lib/environment.mjs';
import { folderOfNode, NODE_VERSIONS } from './lib/nodes.mjs';
import { ROOT } from './lib/root.mjs';
import { run } from './lib/run.mjs';
import { filesBelow, isTest, isTypeTest } from './lib/tree.mjs';

const isThisOne = (version) => process.versions.node.startsWith(`${version}.`);
/** Every day, the one that is farthest from the version that runs all tests. */
const FARTHEST = isThisOne(NODE_VERSIONS.at(-1)) ? NODE_VERSIONS[0] : NODE_VERSIONS.at(-1);
const CHOSEN = SOAKING ? NODE_VERSIONS : [FARTHEST];
const PACKAGES = ['core', 'http', 'express', 'koa', 'hono', 'fastify', 'relay', 'cli'];
/** Every day, these use what differs between versions: modules, timers, async contexts, streams, crypto and HTTP. */
const EVERY_DAY = [
  'packages/core/test/client/clocks.test.ts',
  'packages/core/test/client/follow.test.ts',
  'packages/core/test/client/lifecycle.test.ts',
  'packages/core/test/client/node-doors.test.ts',
  'packages/core/test/client/old-runtime.test.ts',
  'packages/core/test/spec-cases.test.ts',
  'packages/hono/test/conformance.test.ts',
  'packages/relay/test/relay.test.ts',
  'packages/cli/test/command.test.ts',
];
/** Tests of other runtimes, of random input and of limits do not depend on the version. */
const THE_SAME_EVERYWHERE = [
  'packages/hono/test/runtimes.test.ts',
  'packages/core/test/budget.test.ts',
  'packages/core/test/propert',
  'packages/core/test/schema.test.ts',
  'packages/core/test/sync/simulation.test.ts',
  'packages/core/src/documents/apply-due-changes.test.ts',
];

/** All other tests run beside these. */
const environment = { ...ENVIRONMENT, FLAGSTAFF_TEST_WORKERS: '2' };
const vitest = join(ROOT, 'node_modules/vitest/vitest.mjs');

// Lists files by name, because projects of a vitest configuration ignore the command's `--exclude`.
const files = (await filesBelow(ROOT, isTest)).filter(
  (path) =>
    !isTypeTest(path) &&
    PACKAGES.some((name) => path.startsWith(`packages/${name}/`)) &&
    !THE_SAME_EVERYWHERE.some((start) => path.startsWith(start)) &&
    (SOAKING || EVERY_DAY.some((start) => path.startsWith(start))),
);

const scratch = await mkdtemp(join(tmpdir(), 'flagstaff-nodes-'));
let failures = 0;
try {
  for (const version of CHOSEN) {
    if (isThisOne(version)) {
      console.log(`Node ${version}: skipped, \`npm run unit\` uses it`);
      continue;
    }
    const folder = folderOfNode(version);
    if (folder === undefined) {
      console.log(`Node ${version}: skipped, the registry has no binary for this machine`);
      if (process.env.CI !== undefined) failures += 1;
      continue;
    }
    const report = join(scratch, `${version}.json`);
    const options = ['--config', 'vitest.workspace.ts', '--reporter=json', `--outputFile=${report}`];
    const code = await run(join(folder, 'node'), [vitest, 'run', ...options, ...files], { env: environment });
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
