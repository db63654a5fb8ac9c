import type { Scope } from '../evaluation/compiled.ts';
import type { ExplainOptions } from '../evaluation/explain/explain.ts';
import type { Ruleset } from '../ruleset/update-ruleset.ts';

/** An evaluator's answer, and what is needed to explain it. */
export interface ExplainableAnswer {
  readonly scope: Scope & { readonly ruleset: Ruleset };
  readonly key: string;
  readonly options: ExplainOptions;
}

/** The method that returns an answer to explain. Registered globally, so that several copies of this package share evaluators. */
export const EXPLAINABLE: unique symbol = Symbol.for('flagstaff.explainable');
