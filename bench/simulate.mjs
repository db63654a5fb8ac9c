// Simulates many instances on one store: `npm run simulate`. The sync protocol and the relay are the real code; network, servers and time are
// simulated. Runs on the built packages. Docs: docs/scaling.md
import { runShape } from './simulation/run-shape.mjs';
import { SHAPES } from './simulation/shapes.mjs';
import { tableOf } from './simulation/table.mjs';
import { startVirtualTime } from './simulation/virtual-time.mjs';

const SIZES = process.env.FLAGSTAFF_SIMULATE_INSTANCES?.split(',').map(Number);
const WHICH = process.env.FLAGSTAFF_SIMULATE_SHAPES?.split(',') ?? Object.keys(SHAPES);
const SEED = Number(process.env.FLAGSTAFF_SIMULATE_SEED ?? 1);

// Every instance is a client in this process, which is what the warning is about.
process.removeAllListeners('warning');
const time = startVirtualTime();
const runs = [];
for (const name of WHICH) {
  // Modules that load on demand take real time.
  await runShape(name, { instances: 1, time });
  for (const instances of SIZES ?? SHAPES[name].sizes) {
    time.seed(SEED);
    const run = await runShape(name, { instances, time });
    runs.push(run);
    console.error(`${run.title}, ${instances} instances: ${run.missed} missed a change`);
  }
}
console.log(`\n${tableOf(runs)}`);
process.exitCode = runs.some(({ missed }) => missed > 0) ? 1 : 0;
