import type { Scope } from '../evaluation/compiled.ts';
import type { PrivateAttributes } from '../targeting/private-attributes.ts';
import type { Ruleset } from '../ruleset/update-ruleset.ts';

/** What is needed to explain an evaluator's answer. */
export interface ExplainableAnswer {
  readonly scope: Scope & { readonly ruleset: Ruleset };
  /** The default of the flag's definition. */
  readonly defaultValue: unknown;
  readonly hidden: PrivateAttributes;
  /** Whether the steps must not be shown. */
  readonly withoutSteps: boolean;
}

/** The method that returns an answer to explain. Registered globally, so that several copies of this package share evaluators. */
export const EXPLAINABLE: unique symbol = Symbol.for('flagstaff.explainable');
