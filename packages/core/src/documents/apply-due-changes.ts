// Docs: docs/evaluation.md, "Dated changes"
import type { FlagDocument, FlagPatch, ScheduledChange } from '../model/flag.ts';
import { parseInstant } from '../targeting/instant.ts';
import { PATCH_FIELDS, patchValues } from './patch-fields.ts';
import { flagAt, inOrder } from './flag-at.ts';
import { patchesOf, patchFlag } from './patch-flag.ts';
import { sameJson } from '../model/json-equal.ts';

/** Whether any of the changes is due. */
export function isScheduleDue(schedule: readonly ScheduledChange[] | undefined, now: number): boolean {
  return schedule !== undefined && schedule.some(({ at }) => parseInstant(at)! <= now);
}

/** Whether any change of the flag, or of one of its patches, is due. */
export function hasDueChanges(flag: FlagDocument, now: number): boolean {
  return [flag, ...Object.values(flag.environments ?? {})].some(({ schedule }) => isScheduleDue(schedule, now));
}

/**
 * Writes the due scheduled changes into the flag's fields and patches. From `now` on the flag evaluates as before, at every
 * instant, unpatched and in every environment. Returns the flag unchanged where a document cannot express that, such as a flag
 * that gained `off` while an environment with its own schedule did not.
 *
 * @param chains All environments, each as a chain from its root down.
 */
export function applyDueChanges<F extends FlagDocument>(
  flag: F,
  chains: readonly (readonly string[])[],
  now: number,
): F {
  const patches = Object.entries(flag.environments ?? {});
  if (!hasDueChanges(flag, now)) return flag;
  const environments = new Map(patches.map(([key, patch]) => [key, patchAt(patch, now)]));
  const collapsed = (): F => {
    const base = flagAt(flag, now);
    return environments.size === 0 ? base : { ...base, environments: Object.fromEntries(environments) };
  };
  // Parents first: a fix in a parent also fixes its children.
  const patching = chains.filter((chain) => environments.has(chain.at(-1)!)).toSorted((a, b) => a.length - b.length);
  // An environment with unknown parents cannot be checked.
  if (patching.length < environments.size) return flag;
  for (const chain of patching) {
    const amended = amend(
      environments.get(chain.at(-1)!)!,
      inEnvironment(flag, chain, now),
      inEnvironment(collapsed(), chain, now),
    );
    if (amended === undefined) return flag;
    environments.set(chain.at(-1)!, amended);
  }
  return collapsed();
}

function inEnvironment(flag: FlagDocument, chain: readonly string[], now: number): FlagDocument {
  return flagAt(patchFlag(flag, patchesOf(flag, chain)), now);
}

function patchAt({ schedule, ...patch }: FlagPatch, now: number): FlagPatch {
  if (schedule === undefined) return patch;
  const changes = inOrder(schedule);
  const pending = changes.filter(({ at }) => parseInstant(at)! > now);
  const due = changes.slice(0, changes.length - pending.length);
  // An exhausted schedule still replaces the flag's.
  return { ...due.reduce<FlagPatch>((before, { set }) => ({ ...before, ...set }), patch), schedule: pending };
}

/** Returns the patch with the fields that keep the environment unchanged. Undefined when a field cannot be expressed. */
function amend(patch: FlagPatch, before: FlagDocument, after: FlagDocument): FlagPatch | undefined {
  const wanted = patchValues(before);
  const found = patchValues(after);
  // A boolean flag without a default follows its `off`, and must keep doing so.
  if ((before.default === undefined) !== (after.default === undefined)) return undefined;
  let amended = patch;
  for (const field of PATCH_FIELDS) {
    if (sameJson(wanted[field], found[field]) || (field === 'default' && before.default === undefined)) continue;
    if (wanted[field] === undefined) return undefined;
    amended = { ...amended, [field]: wanted[field] };
  }
  return amended;
}
