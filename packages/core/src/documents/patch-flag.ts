// Docs: docs/environments.md
import type { FlagDocument, FlagPatch } from '../model/flag.ts';

/**
 * The flag as an environment has it: patches apply in the order given (from the root environment down), and a field that a
 * patch gives replaces the field whole. Without patches it is the flag itself.
 */
export function patchFlag<F extends FlagDocument>(flag: F, patches: readonly FlagPatch[]): F {
  return patches.reduce<F>((patched, patch) => ({ ...patched, ...patch }), flag);
}

/** The patches that a chain of environments, from the root down, puts on a flag. */
export function patchesOf({ environments }: FlagDocument, chain: readonly string[]): FlagPatch[] {
  if (environments === undefined) return [];
  return chain.filter((key) => Object.hasOwn(environments, key)).map((key) => environments[key]!);
}
