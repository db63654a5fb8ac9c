// One side in a fresh process: processor time from the text of its flags to the first answer and the heap that it takes, then the
// processor time of the first change.
import { readFile } from 'node:fs/promises';
import { report, task } from './child.mjs';

const { bundle, path, key } = task();
const { flagstaff, createUsers } = await import(bundle);
const text = await readFile(path, 'utf8');
const [user] = createUsers(1);

const processorMs = async (act) => {
  const since = process.cpuUsage();
  await act();
  const { user: own, system } = process.cpuUsage(since);
  return (own + system) / 1_000;
};

const heap = () => {
  globalThis.gc();
  globalThis.gc();
  return process.memoryUsage().heapUsed;
};
const before = heap();
// To load what tells the time takes Node a while, the first time.
await processorMs(() => undefined);
let handle;
const start = await processorMs(async () => {
  handle = await flagstaff.open(text);
  if (handle.isOn(key, handle.context(user)) !== true) throw new Error('the first answer is wrong');
});
await handle.settle();
const bytes = heap() - before;
const change = await processorMs(async () => {
  await handle.change({ kind: 'rollout', key, percentage: 0, pinned: [] });
  if (handle.isOn(key, handle.context(user)) !== false) throw new Error('the change does not show');
});
report({ start, change, bytes });
