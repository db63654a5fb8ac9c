// Core as it is against another, in one run: `npm run bench:compare -- main` against a revision, `-- without fast-path` against
// a plain form of one module, which bench/without has. Ratios say how much slower the other is. Further words choose figures:
// `c` or `overrides` or `change` or `start`.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { buildSide, sourcesAt } from './harness/build-side.mjs';
import { measureIn } from './harness/child.mjs';
import { compareCalls, compareRuns } from './harness/compare.mjs';

const MIXED = 1_000;
const CHANGES = 400;
const COLD_ROUNDS = 15;
/** Overrides of strangers in every flag of (a) to (e); no workload has them. */
const OVERRIDES = [10, 1_000, 30_000, 100_000];

const args = process.argv.slice(2);
const [how, name, ...only] = args[0] === 'without' ? args : ['against', ...args];
const isWanted = (figure) => only.length === 0 || only.includes(figure);
if (name === undefined) {
  console.error('Name a revision, or "without" and a file of bench/without.');
  process.exit(1);
}

const seen = {
  ns: (value) => `${value.toPrecision(3)} ns`,
  ms: (value) => `${value.toFixed(2)} ms`,
  kB: (value) => `${(value / 1_000).toFixed(0)} kB`,
};

function tell(figure, { first, second, ratio }, unit = 'ns') {
  const columns = [figure.padEnd(34), seen[unit](first).padStart(10), seen[unit](second).padStart(10)];
  console.log(`${columns.join('  ')}  ${ratio.toFixed(2)} ×`);
}

// Below core, so that its engines are found.
const folder = await mkdtemp(fileURLToPath(new URL('../packages/core/node_modules/.compare-', import.meta.url)));
try {
  const outfiles = ['first.mjs', 'second.mjs'].map((file) => join(folder, file));
  await buildSide({ outfile: outfiles[0] });
  const other = how === 'without' ? { plain: name } : { sources: await sourcesAt(name, folder) };
  await buildSide({ outfile: outfiles[1], ...other });
  const bundles = outfiles.map((file) => pathToFileURL(file).href);
  const sides = await Promise.all(bundles.map((bundle) => import(bundle)));
  console.log(`${'figure'.padEnd(34)}  ${'as it is'.padStart(10)}  ${`${how} ${name}`.padStart(10)}`);

  const open = async (options) =>
    await Promise.all(
      sides.map(async ({ flagstaff, createDataset, createUsers }) => {
        const dataset = createDataset({ users: createUsers(), mixed: MIXED, ...options });
        return await flagstaff.open(JSON.stringify(flagstaff.translate(dataset)));
      }),
    );
  const compareWorkload = (id, handles, figure) => {
    const [first, second] = sides.map(({ WORKLOADS, createUsers }, side) =>
      WORKLOADS[id].prepare(handles[side], createUsers(), MIXED),
    );
    tell(figure, compareCalls(first, second));
  };

  const handles = await open({});
  for (const [id, { title }] of Object.entries(sides[0].WORKLOADS)) {
    if (isWanted(id)) compareWorkload(id, handles, `(${id}) ${title}`.slice(0, 34));
  }
  const [{ createMix, flagstaff }] = sides;
  for (const overrides of isWanted('overrides') ? OVERRIDES : []) {
    const pinning = await open({ overrides, pin: ['plain'] });
    compareWorkload('a', pinning, `(a) with ${overrides} overrides`);
  }

  const [one, ten] = await Promise.all(
    [1_000, 10_000].map(async (count) => {
      const path = join(folder, `${count}.json`);
      const mix = createMix(count);
      await writeFile(path, JSON.stringify(flagstaff.translate(mix)));
      return { path, key: mix.flags[0].key, mix };
    }),
  );
  if (isWanted('change')) {
    const changing = await Promise.all(
      sides.map(async (side) => await side.flagstaff.open(JSON.stringify(side.flagstaff.translate(ten.mix)))),
    );
    let percentage = 0;
    const changes = changing.map((handle) => async () => {
      percentage = 100 - percentage;
      const start = performance.now();
      await handle.change({ kind: 'rollout', key: ten.key, percentage, pinned: [] });
      return performance.now() - start;
    });
    await compareRuns(CHANGES, ...changes);
    tell('one change among 10,000', await compareRuns(CHANGES, ...changes), 'ms');
  }
  if (isWanted('start')) {
    const cold = ({ path, key }, figure) =>
      bundles.map((bundle) => async () => (await measureIn('cold.mjs', { bundle, path, key }))[figure]);
    tell('cold start with 1,000 flags', await compareRuns(COLD_ROUNDS, ...cold(one, 'start')), 'ms');
    tell('cold start with 10,000 flags', await compareRuns(COLD_ROUNDS, ...cold(ten, 'start')), 'ms');
    tell('heap of 10,000 flags', await compareRuns(3, ...cold(ten, 'bytes')), 'kB');
    tell('first change among 10,000, cold', await compareRuns(COLD_ROUNDS, ...cold(ten, 'change')), 'ms');
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
