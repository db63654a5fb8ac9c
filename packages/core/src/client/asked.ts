import type { Scope } from '../evaluation/compiled.ts';
import type { Outcome } from '../evaluation/compile/outcome.ts';
import { evaluateSafely } from '../evaluation/evaluate.ts';
import { withMissed } from '../evaluation/known-members.ts';
import type { FlagType } from '../model/flag.ts';
import type { Ruleset } from '../ruleset/update-ruleset.ts';

/** Whether a flag is not client-side, or cannot be understood. While nothing is loaded, all flags answer alike. */
export function isHidden({ loaded, flags }: Ruleset, key: string): boolean {
  const slot = flags.get(key);
  return loaded && (slot === undefined || slot.problem !== undefined || !slot.compiled.clientSide);
}

/** Returns the type that a caller accepts: that of its default. */
export function typeAsked(defaultValue: unknown): FlagType | undefined {
  const type = typeof defaultValue;
  return type === 'boolean' || type === 'string' || type === 'number' || type === 'object' ? type : undefined;
}

export function evaluateInFull(scope: Scope, key: string, asked: FlagType | undefined): Outcome {
  const { members } = scope;
  members?.missed.clear();
  return withMissed(members, evaluateSafely(scope, key, asked));
}
