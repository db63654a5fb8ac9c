// Docs: docs/environments.md
import type { FlagDocument, FlagPatch } from '../model/flag.ts';

/**
 * Returns the flag in an environment. Patches apply in order, from the root environment down, and replace each given field
 * whole. Returns the same object without patches.
 */
export function patchFlag<F extends FlagDocument>(flag: F, patches: readonly FlagPatch[]): F {
  return patches.reduce<F>((patched, patch) => ({ ...patched, ...patch }), flag);
}

/** Returns a flag's patches for a chain of environments, from the root down. */
export function patchesOf({ environments }: FlagDocument, chain: readonly string[]): FlagPatch[] {
  if (environments === undefined) return [];
  return chain.filter((key) => Object.hasOwn(environments, key)).map((key) => environments[key]!);
}
