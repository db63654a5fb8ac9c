// `npm test`: runs all tests and checks. CI reads the last line.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative, sep } from 'node:path';
import { pnpm, pnpmInstall } from './lib/pnpm.mjs';
import { ROOT } from './lib/root.mjs';
import { capture, run } from './lib/run.mjs';
import { runSteps, summarize } from './lib/steps.mjs';
import { filesBelow, isTest } from './lib/tree.mjs';
import { differences, worktreeStatus } from './lib/worktree.mjs';
import { provideChromium } from './services/chromium.mjs';

const scratch = await mkdtemp(join(tmpdir(), 'flagstaff-test-'));
const before = await worktreeStatus();

/** A step that runs a script of package.json. */
const script = (name) => ({
  name,
  alone: `npm run ${name}`,
  run: async () => execute(pnpm('run', name)),
});

/** The same, for a step that runs beside another one: its output follows when it ends. */
const quietScript = (name) => ({
  ...script(name),
  run: async () => {
    const { command, args } = pnpm('run', name);
    const { code, stdout, stderr } = await capture(command, args, { timeoutMs: 0 });
    const output = `${stdout}${stderr}`;
    console.log(`\n${output}`);
    return { ...outcomeOf(code), output };
  },
});

const outcomeOf = (code) => (code === 0 ? { ok: true } : { ok: false, note: `exit code ${code}` });

async function execute({ command, args }) {
  return outcomeOf(await run(command, args));
}

const install = {
  name: 'install',
  alone: 'npx pnpm install --frozen-lockfile',
  run: async () => execute(pnpmInstall()),
};

const browser = {
  name: 'browser',
  alone: 'npm run unit',
  run: async () => {
    await provideChromium();
    return { ok: true };
  },
};

const tests = {
  name: 'tests',
  alone: 'npm run unit',
  run: async () => {
    const report = join(scratch, 'vitest.json');
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
    const { ok } = await execute(pnpm('run', 'unit', ...reporters));
    const counts = JSON.parse(await readFile(report, 'utf8'));
    const { numPassedTests: passed, numFailedTests: failed, numPendingTests: pending, numTodoTests: todo } = counts;
    const forgotten = await filesNotRun(counts.testResults.map(({ name }) => name));
    for (const path of forgotten) console.error(`${path} belongs to no project of vitest.workspace.ts: it did not run`);
    for (const title of new Set(skippedForWant(counts))) console.log(`skipped: ${title}`);
    const note = `${passed} passed, ${failed} failed, ${pending + todo} skipped`;
    return { ok: ok && passed > 0 && forgotten.length === 0, passed, failed: failed + forgotten.length, note };
  },
};

/** The titles of tests that stand for files whose servers are missing. */
const skippedForWant = ({ testResults }) =>
  testResults.flatMap(({ name, assertionResults }) =>
    assertionResults
      .filter(({ status, title }) => status !== 'passed' && status !== 'failed' && title.startsWith('needs '))
      .map(({ title }) => `${relative(ROOT, name)} ${title}`),
  );

/** Every test file of the repository that is not among those that ran. */
async function filesNotRun(ran) {
  const known = new Set(ran.map((path) => relative(ROOT, path).split(sep).join('/')));
  return (await filesBelow(ROOT, isTest)).filter((path) => !known.has(path));
}

const worktree = {
  name: 'worktree',
  alone: 'git status',
  run: async () => {
    const after = await worktreeStatus();
    if (before === undefined || after === undefined) {
      return { ok: process.env['CI'] === undefined, passed: 0, note: 'not a git checkout: nothing to compare' };
    }
    const changed = differences(before, after);
    for (const line of changed) console.error(line);
    const note = `the run changed ${changed.length} paths that git does not ignore`;
    return changed.length === 0 ? { ok: true } : { ok: false, note };
  },
};

// Installs wait for the network, and tests for servers: others run beside them.
const afterBuild = [[quietScript('check:built'), quietScript('unit:nodes')], tests];
const steps = [[install, browser], [quietScript('check:sources'), [script('build'), afterBuild]], worktree];

const results = await runSteps(steps).finally(() => rm(scratch, { recursive: true, force: true }));
process.exitCode = summarize(results, steps);
