// Entry point for explanations. Docs: docs/explain.md
export { explain } from './client/explain-flag.ts';
export type { Explainable } from './client/explain-flag.ts';
export { formatExplanation } from './evaluation/explain/format-explanation.ts';
export type {
  ExplainedAttribute,
  ExplainedBucket,
  ExplainedCondition,
  ExplainedNamespace,
  ExplainedOverride,
  ExplainedPrerequisite,
  ExplainedResult,
  ExplainedRollout,
  ExplainedRule,
  ExplainedSegment,
  ExplainedServe,
  ExplainedSplit,
  ExplainedStep,
  ExplainedStepFields,
  ExplainedTime,
  Explanation,
} from './evaluation/explain/explanation.ts';
export type { WatchAnswersOptions } from './client/watch-answers.ts';
export { watchAnswers } from './client/watch-answers.ts';
