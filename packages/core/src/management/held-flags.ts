import type { StoredDocument } from '../model/document.ts';
import type { FlagDocument } from '../model/flag.ts';
import type { PlanBase } from './plan-commit.ts';

/** A flag as a store has it. */
type StoredFlag = StoredDocument & FlagDocument;

/** Returns the latest version of a flag. Undefined when there is none, or when it cannot be understood. Not a copy. */
export function heldFlag(base: PlanBase, key: string): StoredFlag | undefined {
  const id = `flag:${key}` as const;
  if (base.ruleset.state.fallbacks.get(id)?.parseFailure !== undefined) return undefined;
  return base.get(id)?.document as StoredFlag | undefined;
}

/**
 * Returns the latest versions of flags that have a field, or patches, which may have it. Documents that cannot be understood are
 * none. Not copies.
 */
export function heldFlags(base: PlanBase, field: 'overrides' | 'schedule'): StoredFlag[] {
  const { flags, state } = base.ruleset;
  const keys = new Set<string>();
  const take = (entry: object): void => {
    // The entry of a flag that cannot be evaluated has no document, and a segment has neither field.
    const { [field]: own, environments, key } = (entry as { readonly document?: FlagDocument }).document ?? {};
    if (own ?? environments) keys.add(key!);
  };
  flags.forEach(take);
  state.fallbacks.forEach(({ latest }) => latest && take(latest));
  return [...keys].flatMap((key) => heldFlag(base, key) ?? []);
}
