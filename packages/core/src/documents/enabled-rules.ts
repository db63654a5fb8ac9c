import type { Rule } from '../model/flag.ts';

/** Returns the rules that are not switched off. */
export function enabledRules(rules: readonly Rule[] = []): readonly Rule[] {
  return rules.filter(({ enabled }) => enabled !== false);
}
