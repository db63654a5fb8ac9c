// Measures one contender and one workload in one process: the time of a call, or the bytes that it allocates.
import { do_not_optimize, measure } from 'mitata';
import { loadContender } from '../contenders/index.mjs';
import { createDataset } from '../workloads/dataset.mjs';
import { WORKLOADS } from '../workloads/index.mjs';
import { createUsers } from '../workloads/users.mjs';
import { report, task } from './child.mjs';
import { bytesPerCall } from './heap.mjs';
import { warmUp } from './warm-up.mjs';

const { contender: id, workload, mixed, overrides, pin, milliseconds, heap } = task();

const contender = await loadContender(id);
const users = createUsers();
const handle = await contender.open(
  JSON.stringify(contender.translate(createDataset({ users, mixed, overrides, pin }))),
);
await handle.settle?.();

const { checks, prepare } = WORKLOADS[workload];
const call = prepare(handle, users, mixed);
const isAsync = handle.async === true;
const timed = isAsync ? async () => do_not_optimize(await call()) : () => do_not_optimize(call());

await warmUp(timed, { checks, milliseconds });

if (heap) {
  report({ bytes: await bytesPerCall(timed, { checks, isAsync }) });
} else {
  const { p50 } = await measure(timed, { min_cpu_time: milliseconds * 1e6, gc: globalThis.gc });
  report({ ns: p50 });
}
