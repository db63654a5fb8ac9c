import type { FlagDocument, FlagType } from '../../model/flag.ts';
import type { CompiledFlag } from '../compiled.ts';
import { evaluate } from '../evaluate.ts';
import { flagAt } from '../../documents/flag-at.ts';
import { failure } from '../compile/outcome.ts';
import type { Outcome } from '../compile/outcome.ts';
import { serve } from '../compile/serve.ts';
import { inForce } from '../compile/timeline.ts';
import { variantsOf } from '../../documents/variants.ts';
import { explainHoldout, explainServe } from './bucket.ts';
import type { ExplainedPrerequisite, ExplainedStep } from './explanation.ts';
import { explainOverrides } from './overrides.ts';
import { explainRules } from './rules.ts';
import type { Walk } from './walk.ts';

/** The flag to explain, as a document and compiled, both as of the instant. */
interface Asked {
  readonly key: string;
  readonly document: FlagDocument;
  readonly compiled: CompiledFlag;
  /** Depth of nested prerequisites. */
  readonly depth: number;
}

/** A step's explanation, and the answer if it decided. */
interface Report {
  readonly outcome: Outcome | undefined;
  readonly facts: object;
}

interface Step {
  readonly name: ExplainedStep['step'];
  /** Whether the step applies to the flag. */
  readonly applies: (asked: Asked, walk: Walk) => boolean;
  readonly take: (asked: Asked, walk: Walk) => Report;
}

const MAX_DEPTH = 8;

/** In the order of `evaluate`. */
const STEPS: readonly Step[] = [
  {
    name: 'forced',
    applies: ({ key }, { scope }) => scope.forcedVariants?.get(key) !== undefined,
    take({ key, compiled: { outcomes } }, { scope }) {
      const variant = scope.forcedVariants!.get(key)!;
      return {
        outcome: outcomes.has(variant) ? outcomes.make(variant, 'OVERRIDE') : undefined,
        facts: { asked: variant },
      };
    },
  },
  {
    name: 'status',
    applies: () => true,
    take: ({ document, compiled }) => ({
      outcome: compiled.disabled,
      facts: { status: document.status ?? 'active' },
    }),
  },
  {
    name: 'prerequisites',
    applies: ({ compiled }) => compiled.prerequisites !== undefined,
    take(asked, walk) {
      const prerequisites = explainPrerequisites(asked, walk);
      const isMet = prerequisites.every(({ result }) => result === true);
      return { outcome: isMet ? undefined : asked.compiled.prerequisiteFailed, facts: { prerequisites } };
    },
  },
  {
    name: 'overrides',
    applies: ({ compiled }) => compiled.overrides !== undefined,
    take({ compiled }, walk) {
      const { outcome, overrides } = explainOverrides(walk, compiled.overrides!);
      return { outcome, facts: { overrides } };
    },
  },
  {
    name: 'holdout',
    applies: ({ compiled }) => compiled.holdout !== undefined,
    take({ document, compiled }, walk) {
      const holdout = explainHoldout(walk, document.holdout!, compiled.holdout!);
      return { outcome: holdout.result ? compiled.holdout!.outcome : undefined, facts: { holdout } };
    },
  },
  {
    name: 'rules',
    applies: ({ document }) => document.rules !== undefined && document.rules.length > 0,
    take({ document, compiled }, walk) {
      const { outcome, rules } = explainRules(walk, document, compiled);
      return { outcome, facts: { rules } };
    },
  },
  {
    name: 'default',
    applies: () => true,
    take({ document, compiled }, walk) {
      const outcome = serve(compiled.fallback, walk.scope.context);
      const { fallback } = variantsOf(document);
      const served = fallback && explainServe(walk, fallback, outcome, document.seed ?? document.key);
      return { outcome, facts: served === undefined ? {} : { serve: served } };
    },
  },
];

/** The steps taken, up to the answer. */
export interface Walked {
  readonly outcome: Outcome;
  readonly steps: readonly ExplainedStep[];
  /** Whether reading the context threw. */
  readonly failed: boolean;
}

export function walkFlag(walk: Walk, key: string, type: FlagType | undefined, depth = 0): Walked {
  const { scope } = walk;
  const slot = scope.ruleset.flags.get(key);
  const stored = scope.ruleset.documents.get(`flag:${key}`) as FlagDocument | undefined;
  if (
    slot === undefined ||
    slot.problem !== undefined ||
    stored === undefined ||
    (type !== undefined && type !== slot.compiled.type)
  ) {
    const outcome = evaluate(scope, key, type);
    return { outcome, steps: [decided('lookup', outcome, {})], failed: false };
  }
  const asked = { key, document: flagAt(stored, scope.now), compiled: inForce(slot.compiled, scope.now), depth };
  return takeSteps(asked, walk);
}

function takeSteps(asked: Asked, walk: Walk): Walked {
  const steps: ExplainedStep[] = [];
  let outcome: Outcome | undefined;
  let failed = false;
  for (const { name, applies, take } of STEPS) {
    try {
      if (!applies(asked, walk)) continue;
      if (outcome !== undefined) {
        steps.push({ step: name, result: 'notReached' });
        continue;
      }
      const report = take(asked, walk);
      outcome = report.outcome;
      steps.push(outcome === undefined ? passed(name, report.facts) : decided(name, outcome, report.facts));
    } catch {
      failed = true;
      outcome = failure(asked.key, 'INVALID_CONTEXT', 'Reading the evaluation context threw.');
      steps.push({ step: name, result: 'failed' });
    }
  }
  return { outcome: outcome!, steps, failed };
}

function passed(step: ExplainedStep['step'], facts: object): ExplainedStep {
  return { step, result: 'passed', ...facts };
}

function decided(step: ExplainedStep['step'], { variant, reason, errorCode }: Outcome, facts: object): ExplainedStep {
  const answer = { reason, ...(variant !== undefined && { variant }), ...(errorCode !== undefined && { errorCode }) };
  return { step, result: 'decided', ...answer, ...facts };
}

function explainPrerequisites({ document, depth }: Asked, walk: Walk): ExplainedPrerequisite[] {
  let failed = false;
  return (document.prerequisites ?? []).map(({ flag, variants }): ExplainedPrerequisite => {
    const wanted = { flag, variants: [...variants] };
    if (failed) return { ...wanted, result: 'notReached' };
    const { steps, variant } = answerOf(walk, flag, depth + 1);
    const result = variant !== undefined && variants.includes(variant);
    failed = !result;
    return { ...wanted, ...(variant !== undefined && { variant }), result, ...(steps && { steps }) };
  });
}

/** Bounded: a chain may be long, and lead to the same flags repeatedly. */
function answerOf(
  walk: Walk,
  flag: string,
  depth: number,
): { readonly variant: string | undefined; readonly steps: readonly ExplainedStep[] | undefined } {
  if (depth > MAX_DEPTH || walk.left <= 0) {
    return { variant: evaluate(walk.scope, flag, undefined).variant, steps: undefined };
  }
  walk.left -= 1;
  const { outcome, steps, failed } = walkFlag(walk, flag, undefined, depth);
  // As in `evaluate`, a context that throws ends the whole evaluation.
  if (failed) throw new Error('Reading the evaluation context threw during a prerequisite.');
  return { variant: outcome.variant, steps };
}
