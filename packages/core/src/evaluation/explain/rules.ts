import type { FlagDocument, Rule } from '../../model/flag.ts';
import type { CompiledFlag, CompiledRule } from '../compiled.ts';
import type { Outcome } from '../compile/outcome.ts';
import { serve } from '../compile/serve.ts';
import { explainNamespace, explainRollout, explainServe } from './bucket.ts';
import { explainWhen } from './condition.ts';
import type { ExplainedRule } from './explanation.ts';
import type { Walk } from './walk.ts';

/** Explains every rule. Disabled rules, and rules after the match, are listed by name only. */
export function explainRules(
  walk: Walk,
  flag: FlagDocument,
  compiled: CompiledFlag,
): { readonly outcome: Outcome | undefined; readonly rules: readonly ExplainedRule[] } {
  const seed = flag.seed ?? flag.key;
  let outcome: Outcome | undefined;
  let next = 0;
  const rules = (flag.rules ?? []).map((rule, index): ExplainedRule => {
    const label = { index, ...(rule.name !== undefined && { name: rule.name }) };
    if (rule.enabled === false) return { ...label, result: 'disabled' };
    // Disabled rules are not compiled.
    const compiledRule = compiled.rules![next++]!;
    if (outcome !== undefined) return { ...label, result: 'notReached' };
    const tried = tryRule(walk, rule, compiledRule, seed);
    if (tried.result !== 'matched') return { ...label, ...tried };
    outcome = serve(compiledRule.serve, walk.scope.context);
    return { ...label, ...tried, serve: explainServe(walk, rule.serve, outcome, seed) };
  });
  return { outcome, rules };
}

function tryRule(walk: Walk, rule: Rule, compiled: CompiledRule, seed: string): Omit<ExplainedRule, 'index' | 'name'> {
  const when = rule.when && explainWhen(walk, rule.when, compiled.when);
  const soFar = { ...(when && when.conditions.length > 0 && { when: when.conditions }) };
  if (when?.holds === false) return { ...soFar, result: 'conditions' };
  const namespace = rule.namespace && explainNamespace(walk, rule.namespace, compiled.namespace!);
  const further = { ...soFar, ...(namespace && { namespace }) };
  if (namespace?.result === false) return { ...further, result: 'namespace' };
  const rollout = rule.rollout && explainRollout(walk, rule.rollout, compiled.rollout!, seed);
  const all = { ...further, ...(rollout && { rollout }) };
  return { ...all, result: rollout?.result === false ? 'rollout' : 'matched' };
}
