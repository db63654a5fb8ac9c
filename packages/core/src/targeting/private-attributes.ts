// Docs: docs/explain.md, "Private attributes"
import type { EvaluationContext } from '../model/context.ts';
import { isKeyGiven } from './attribute.ts';

/** Shown instead of a private value. */
export const PRIVATE = '(private)';

/** Attributes that may affect targeting but must not be shown. */
export interface PrivateAttributes {
  /** Whether a value read under this name is private: the name or a part of its path is. */
  hides(name: string, context: EvaluationContext): boolean;
}

/** @param names Attribute names. Each covers its nested values: `user` covers `user.phone`. */
export function privateAttributes(names: readonly string[]): PrivateAttributes {
  const all = [...new Set(names)];
  const covers = (name: string): boolean => all.some((other) => name === other || name.startsWith(`${other}.`));
  return {
    hides(name, context) {
      if (all.length === 0) return false;
      if (covers(name)) return true;
      // When `userId` substitutes the targeting key, both names show one value.
      if (name === 'targetingKey') return covers('userId') && lacksTargetingKey(context);
      return name === 'userId' && covers('targetingKey') && lacksTargetingKey(context);
    },
  };
}

function lacksTargetingKey(context: EvaluationContext): boolean {
  try {
    return !Object.hasOwn(context, 'targetingKey') || !isKeyGiven(context.targetingKey);
  } catch {
    // Unknown, so hide it.
    return true;
  }
}
