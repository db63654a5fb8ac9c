// Docs: docs/explain.md, "Private attributes"
import type { EvaluationContext } from '../model/context.ts';

/** What is shown in place of something private. */
export const PRIVATE = '(private)';

/** The attributes whose values may decide, and may not be shown. */
export interface PrivateAttributes {
  /** Whether a value that was read under this name must not be shown: the name or a part of its path is private. */
  hides(name: string, context: EvaluationContext): boolean;
}

/** @param names attribute names; each hides what lies below it too: `user` hides `user.phone`. */
export function privateAttributes(names: readonly string[]): PrivateAttributes {
  const all = [...new Set(names)];
  const covers = (name: string): boolean => all.some((other) => name === other || name.startsWith(`${other}.`));
  return {
    hides(name, context) {
      if (all.length === 0) return false;
      if (covers(name)) return true;
      // Where `userId` stands in for the targeting key, both names show one value.
      if (name === 'targetingKey') return covers('userId') && lacksTargetingKey(context);
      return name === 'userId' && covers('targetingKey') && lacksTargetingKey(context);
    },
  };
}

function lacksTargetingKey(context: EvaluationContext): boolean {
  try {
    return !Object.hasOwn(context, 'targetingKey') || context.targetingKey == null;
  } catch {
    // Nobody can tell: it is hidden.
    return true;
  }
}
