// Measures one contender in one process, from the text of its flags to the first answer. `parseOnly`: JSON.parse alone.
import { readFile } from 'node:fs/promises';
import { loadContender } from '../contenders/index.mjs';
import { createUsers } from '../workloads/users.mjs';
import { report, task } from './child.mjs';

const { contender: id, path, flags, parseOnly } = task();
const text = await readFile(path, 'utf8');
const contender = await loadContender(id);
const [user] = createUsers(1);

const heap = () => {
  globalThis.gc();
  globalThis.gc();
  return process.memoryUsage().heapUsed;
};
const processorMs = (since) => {
  const { user: inUser, system } = process.cpuUsage(since);
  return (inUser + system) / 1_000;
};

const heapBefore = heap();
// In this order: the first use of `performance` loads it, which must not count as processor time.
const wall = performance.now();
const since = process.cpuUsage();

const handle = parseOnly ? { data: JSON.parse(text) } : await contender.open(text);
const answer = parseOnly ? true : await handle.isOn('mixed-on-0', handle.context(user));

const cpu = processorMs(since);
const elapsed = performance.now() - wall;
if (answer !== true) throw new Error(`${id}: the first answer is wrong`);

await handle.settle?.();
const settled = processorMs(since);
const bytes = heap() - heapBefore;
if (handle === undefined || text.length === 0) throw new Error('both are alive until here');
report({ cpu, elapsed, settled, bytesPerFlag: bytes / flags, textBytesPerFlag: Buffer.byteLength(text) / flags });
