import type { FlagDocument, Rule } from '../../model/flag.ts';
import type { CompiledFlag, CompiledRule } from '../compiled.ts';
import { enabledRules } from '../../documents/enabled-rules.ts';
import { variantsOf } from '../../documents/variants.ts';
import { compileWhen } from './condition.ts';
import { compileNamespace } from './namespace.ts';
import { Outcomes } from './outcome.ts';
import { compileOverrides } from './overrides.ts';
import { indexRules } from './rule-index.ts';
import { rangesOf } from './rule-ranges.ts';
import { compileHoldout, compileRollout, compileServe } from './serve.ts';
import { compileTimeline } from './timeline.ts';

export function compileFlag(flag: FlagDocument): CompiledFlag {
  const outcomes = new Outcomes(flag);
  // A scheduled change cannot change variants, so all instants share the outcomes.
  const timeline = compileTimeline(flag, (later) => compileAsItIs(later, outcomes, undefined));
  return compileAsItIs(flag, outcomes, timeline);
}

/** Compiles the flag without its scheduled changes. */
function compileAsItIs(flag: FlagDocument, outcomes: Outcomes, timeline: CompiledFlag['timeline']): CompiledFlag {
  const { off, fallback } = variantsOf(flag);
  const status = flag.status ?? 'active';
  const seed = flag.seed ?? flag.key;
  const { prerequisites = [] } = flag;
  const rules = enabledRules(flag.rules);
  const overrides = compileOverrides(flag.overrides, outcomes);
  const holdout = compileHoldout(flag.holdout, off, outcomes);
  const isStatic = rules.length === 0 && prerequisites.length === 0 && overrides === undefined && holdout === undefined;
  const disabled = status === 'active' ? undefined : outcomes.of(off, 'DISABLED');
  const served = compileServe(fallback, seed, isStatic ? 'STATIC' : 'DEFAULT', outcomes);
  const compiledRules =
    rules.length === 0 ? undefined : rules.map((rule) => compileRule(rule, flag.key, seed, outcomes));
  const compiled: CompiledFlag = {
    constant: disabled ?? (isStatic ? served.fixed : undefined),
    type: flag.type,
    timeline,
    disabled,
    prerequisites:
      prerequisites.length === 0
        ? undefined
        : prerequisites.map((other) => ({ flag: other.flag, variants: new Set(other.variants) })),
    overrides,
    holdout,
    rules: compiledRules,
    ranges: compiledRules && rangesOf(compiledRules),
    ruleIndex: compiledRules && indexRules(compiledRules),
    fallback: served,
    prerequisiteFailed: prerequisites.length === 0 ? undefined : outcomes.of(off, 'PREREQUISITE_FAILED'),
    outcomes,
    archived: status === 'archived',
    clientSide: flag.clientSide ?? false,
  };
  outcomes.forget();
  return compiled;
}

function compileRule(rule: Rule, flag: string, seed: string, outcomes: Outcomes): CompiledRule {
  return {
    when: compileWhen(rule.when),
    namespace: compileNamespace(rule.namespace),
    rollout: compileRollout(rule.rollout, flag, seed),
    serve: compileServe(rule.serve, seed, 'TARGETING_MATCH', outcomes),
  };
}
