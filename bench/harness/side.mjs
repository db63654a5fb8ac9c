// All that a comparison of two cores needs of one side. Bundled with its core, so that the sides share no compiled code.
export { flagstaff } from '../contenders/flagstaff.mjs';
export { createDataset, createMix } from '../workloads/dataset.mjs';
export { createUsers } from '../workloads/users.mjs';
export { WORKLOADS } from '../workloads/index.mjs';
