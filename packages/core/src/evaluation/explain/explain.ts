// Docs: docs/explain.md
import type { FlagType } from '../../model/flag.ts';
import type { PrivateAttributes } from '../../targeting/private-attributes.ts';
import type { Outcome } from '../compile/outcome.ts';
import type { Explanation } from './explanation.ts';
import { walkFlag } from './steps.ts';
import type { Walk } from './walk.ts';

/** Flags explained inside one explanation. */
const MAX_NESTED = 50;

/** Conditions of all rules and segments that are explained one by one. */
const MAX_CONDITIONS = 1_000;

export interface ExplainOptions {
  /** The answer that is explained: what `evaluate` gives for the same. */
  readonly outcome: Outcome;
  readonly asked: FlagType | undefined;
  readonly hidden: PrivateAttributes;
  /** Only the answer: for evaluators that answer others. */
  readonly withoutSteps: boolean;
}

/** How a flag comes to its answer. Never throws, whatever the context does. */
export function explain(scope: Walk['scope'], key: string, options: ExplainOptions): Explanation {
  const { outcome, asked, hidden, withoutSteps } = options;
  const { revision, environment, documents } = scope.ruleset;
  const steps = withoutSteps
    ? []
    : walkFlag({ scope, hidden, left: MAX_NESTED, conditionsLeft: MAX_CONDITIONS, looks: new Map() }, key, asked).steps;
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

/** A clock may say anything. */
function instantText(now: number): string {
  const date = new Date(now);
  return Number.isNaN(date.getTime()) ? '(no instant)' : date.toISOString();
}
