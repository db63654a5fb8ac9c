import type { Ruleset } from './update-ruleset.ts';

/**
 * Tracks which flags have been evaluated. A flag is compiled on first use, so compiled flags count as used and checks need no
 * counter. Before a ruleset is replaced, the usage of changing flags is carried over.
 */
export interface Usage {
  /** Call before another ruleset replaces this one. */
  keep(ruleset: Ruleset, changed: readonly string[]): void;
  wasAsked(ruleset: Ruleset, key: string): boolean;
}

export function createUsage(): Usage {
  const asked = new Set<string>();
  const isCompiled = ({ flags }: Ruleset, key: string): boolean => flags.get(key)?.touched ?? false;
  return {
    keep(ruleset, changed) {
      for (const id of changed) {
        if (!id.startsWith('flag:')) continue;
        const key = id.slice('flag:'.length);
        if (isCompiled(ruleset, key)) asked.add(key);
      }
    },
    wasAsked: (ruleset, key) => asked.has(key) || isCompiled(ruleset, key),
  };
}
