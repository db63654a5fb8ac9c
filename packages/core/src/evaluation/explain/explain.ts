// Docs: docs/explain.md
import type { FlagType } from '../../model/flag.ts';
import type { PrivateAttributes } from '../../targeting/private-attributes.ts';
import { forgetRemembered } from '../../targeting/remembered.ts';
import type { Outcome } from '../compile/outcome.ts';
import type { Explanation } from './explanation.ts';
import { walkFlag } from './steps.ts';
import type { Walk } from './walk.ts';

/** Maximum number of flags explained within one explanation. */
const MAX_NESTED = 50;

/** Maximum number of conditions, over all rules and segments, that are explained individually. */
const MAX_CONDITIONS = 1_000;

export interface ExplainOptions {
  /** The answer to explain, as returned by `evaluate`. */
  readonly outcome: Outcome;
  readonly asked: FlagType | undefined;
  readonly hidden: PrivateAttributes;
  /** Whether to omit the steps, for evaluators of public endpoints. */
  readonly withoutSteps: boolean;
}

/** Explains how a flag is evaluated. Never throws, whatever the context does. */
export function explain(scope: Walk['scope'], key: string, options: ExplainOptions): Explanation {
  const { outcome, asked, hidden, withoutSteps } = options;
  const { revision, environment, documents } = scope.ruleset;
  const steps = withoutSteps
    ? []
    : walkFlag({ scope, hidden, left: MAX_NESTED, conditionsLeft: MAX_CONDITIONS, lookups: new Map() }, key, asked)
        .steps;
  forgetRemembered();
  const version = withoutSteps ? undefined : documents.get(`flag:${key}`)?.version;
  return {
    flagKey: key,
    details: detailsOf(outcome),
    ...(revision && { revision: { ...revision } }),
    ...(environment !== undefined && { environment }),
    at: instantText(scope.now),
    ...(version !== undefined && { version }),
    steps,
  };
}

/** JSON has no undefined. */
function detailsOf({ value, ...rest }: Outcome): Explanation['details'] {
  return value === undefined ? rest : { ...rest, value };
}

/** A clock may return any value. */
function instantText(now: number): string {
  const date = new Date(now);
  return Number.isNaN(date.getTime()) ? '(no instant)' : date.toISOString();
}
