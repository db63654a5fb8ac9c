import type { Ruleset } from './update-ruleset.ts';

/**
 * Which flags somebody has asked for. A flag is compiled when it is first asked for, so a check is not counted anywhere: what is
 * compiled was asked for, and before a ruleset goes, what it knows is taken over for the flags that change.
 */
export interface Usage {
  /** Before another ruleset takes the place of this one. */
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
