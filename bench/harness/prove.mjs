// Verifies one contender's answers in every workload. Measures no time.
import { loadContender, reasonAgainst } from '../contenders/index.mjs';
import { createDataset } from '../workloads/dataset.mjs';
import { WORKLOADS } from '../workloads/index.mjs';
import { prove } from '../workloads/proof.mjs';
import { createUsers } from '../workloads/users.mjs';
import { report, task } from './child.mjs';

const { contender: id, mixed } = task();
const contender = await loadContender(id);
const users = createUsers();
const handle = await contender.open(JSON.stringify(contender.translate(createDataset({ users, mixed }))));
await handle.settle?.();

const verdicts = {};
for (const [workload, { kinds }] of Object.entries(WORKLOADS)) {
  const reason = reasonAgainst(contender, workload, kinds);
  verdicts[workload] = reason === undefined ? { wrong: await prove(workload, handle, users) } : { cannot: reason };
}
report({
  name: contender.name,
  package: contender.package,
  own: contender.own === true,
  floor: contender.floor === true,
  async: handle.async === true,
  verdicts,
});
