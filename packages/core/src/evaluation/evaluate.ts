// Docs: docs/evaluation.md, "How a flag is answered"
import type { FlagType } from '../model/flag.ts';
import { readAttribute } from '../targeting/attribute.ts';
import { forgetRemembered } from '../targeting/remembered.ts';
import { allHold } from './match-conditions.ts';
import { isInNamespace } from './compile/namespace.ts';
import { failure, keyText } from './compile/outcome.ts';
import type { Outcome } from './compile/outcome.ts';
import { findOverride } from './compile/overrides.ts';
import { candidates } from './compile/rule-index.ts';
import { isIncluded, serve } from './compile/serve.ts';
import { inForce } from './compile/timeline.ts';
import type { CompiledFlag, CompiledPrerequisite, CompiledRule, Definitions, RuleRanges, Scope } from './compiled.ts';

/**
 * Evaluates a flag: returns the answer of the first step that has one. A pure function of the scope (ruleset, context, now) and
 * the key. Throws only when reading the context does (a getter or a Proxy that throws).
 *
 * @param asked The type that the caller accepts. Undefined for any.
 */
export function evaluate(scope: Scope, key: string, asked: FlagType | undefined): Outcome {
  const slot = scope.ruleset.flags.get(key);
  if (slot === undefined) return notFound(scope.ruleset, key);
  if (slot.problem !== undefined) return failure(key, 'PARSE_ERROR', slot.problem);
  const flag = slot.compiled;
  if (asked !== undefined && asked !== flag.type) {
    return flag.outcomes.failure('TYPE_MISMATCH', `The flag is of type ${flag.type}, the caller asked for ${asked}.`);
  }
  // Without a schedule, this comparison is the only cost.
  return decide(scope, key, flag.timeline === undefined ? flag : inForce(flag, scope.now));
}

/** Like `evaluate`, for a context that may throw when it is read. Never throws. */
export function evaluateSafely(scope: Scope, key: string, asked: FlagType | undefined): Outcome {
  try {
    return evaluate(scope, key, asked);
  } catch {
    forgetRemembered();
    return failure(key, 'INVALID_CONTEXT', 'Reading the evaluation context threw.');
  }
}

/** A ruleset that is not loaded has no flags. */
function notFound(ruleset: Definitions, key: string): Outcome {
  return ruleset.loaded ? flagNotFound(key) : failure(key, 'PROVIDER_NOT_READY', whyNotLoaded(ruleset));
}

function whyNotLoaded({ environment }: Definitions): string {
  if (environment === undefined) return 'No flags have been loaded.';
  return `Environment "${environment}" does not exist in the documents, or cannot be understood.`;
}

export function flagNotFound(key: string): Outcome {
  return failure(key, 'FLAG_NOT_FOUND', `Flag "${keyText(key)}" does not exist.`);
}

function decide(scope: Scope, key: string, flag: CompiledFlag): Outcome {
  if (scope.forcedVariants !== undefined) {
    const forced = scope.forcedVariants.get(key);
    if (forced !== undefined && flag.outcomes.has(forced)) return flag.outcomes.make(forced, 'OVERRIDE');
  }
  if (flag.constant !== undefined) return flag.constant;
  if (flag.disabled !== undefined) return flag.disabled;
  if (flag.prerequisites !== undefined && !areMet(flag.prerequisites, scope)) return flag.prerequisiteFailed!;
  if (flag.overrides !== undefined) {
    const override = findOverride(flag.overrides, scope);
    if (override !== undefined) return override;
  }
  if (flag.holdout !== undefined && isIncluded(flag.holdout.share, scope)) {
    return flag.holdout.outcome;
  }
  if (flag.rules !== undefined) {
    const likely = flag.ruleIndex === undefined ? undefined : candidates(flag.ruleIndex, scope);
    const rule =
      likely === undefined ? findRule(flag.rules, flag.ranges, scope) : findRule(likely.rules, likely.ranges, scope);
    forgetRemembered();
    if (rule !== undefined) return serve(rule.serve, scope.context);
  }
  return serve(flag.fallback, scope.context);
}

// Indexed loop on purpose: `for … of` allocates an iterator unless the engine can prove that the list is plain.

function areMet(prerequisites: readonly CompiledPrerequisite[], scope: Scope): boolean {
  for (let index = 0; index < prerequisites.length; index++) {
    const { flag, variants } = prerequisites[index]!;
    const { variant } = evaluate(scope, flag, undefined);
    if (variant === undefined || !variants.has(variant)) return false;
  }
  return true;
}

/** Returns the first rule that matches and includes the context. */
function findRule(
  rules: readonly CompiledRule[],
  ranges: RuleRanges | undefined,
  scope: Scope,
): CompiledRule | undefined {
  if (ranges !== undefined) return findWithin(rules, ranges, scope);
  for (let index = 0; index < rules.length; index++) {
    const rule = rules[index]!;
    if ((rule.when === undefined || allHold(rule.when, scope)) && includes(rule, scope)) return rule;
  }
  return undefined;
}

/** Like `findRule`, when `ranges` express all conditions. */
function findWithin(rules: readonly CompiledRule[], ranges: RuleRanges, scope: Scope): CompiledRule | undefined {
  const value = readAttribute(scope.context, ranges.attribute);
  if (typeof value !== 'number') return undefined;
  const { limits } = ranges;
  for (let index = 0; index < rules.length; index++) {
    const isIn = value >= limits[2 * index]! && value <= limits[2 * index + 1]!;
    if (isIn && includes(rules[index]!, scope)) return rules[index];
  }
  return undefined;
}

/** Whether a matching rule includes the context. */
function includes({ namespace, rollout }: CompiledRule, scope: Scope): boolean {
  return (
    (namespace === undefined || isInNamespace(namespace, scope.context)) &&
    (rollout === undefined || isIncluded(rollout, scope))
  );
}
