// Used by the tests of this repository. Docs: spec/README.md
export type { AskedCase, Door } from './every-case.ts';
export { everyCase } from './every-case.ts';
export { loadCases, loadHashVectors } from './load.ts';
export { oldNode } from './old-node.ts';
export type { Runner, Share } from './repeated.ts';
export { repeated } from './repeated.ts';
export { count, SOAKING } from './soak.ts';
export type { CaseFile, EvaluationCase, ExpectedAnswer, HashVectors, RolloutVector, SplitVector } from './types.ts';
