// Docs: docs/environments.md
import type { FlagDocument, FlagPatch } from '../model/flag.ts';
import { PATCH_FIELDS, patchValues } from './patch-fields.ts';
import type { PatchField } from './patch-fields.ts';
import { isScheduleDue } from './apply-due-changes.ts';
import { differences, differencesBetween } from './compare-flags.ts';
import { flagAt, instantsOf } from './flag-at.ts';
import { patchesOf, patchFlag } from './patch-flag.ts';
import { sameJson } from '../model/json-equal.ts';

/**
 * Patches the last environment of `to` so that the flag evaluates there as in `from`, now and at every later instant, while
 * `from` stays unchanged. The patch copies that of `from` and adds only what is required. Returns a field's name when no patch
 * can do that: the field would have to be absent, or unapplied due changes (`applyDueChanges`) are in the way.
 *
 * @param from A chain of environments from the root down. Empty for the unpatched document.
 */
export function promoteFlag<F extends FlagDocument>(
  flag: F,
  from: readonly string[],
  to: readonly string[],
  now: number,
): F | PatchField {
  const source = flagAt(patchFlag(flag, patchesOf(flag, from)), now);
  const wanted = patchValues(source);
  const inherited = patchFlag(flag, patchesOf(flag, to.slice(0, -1)));
  const given = patchValues(inherited);
  const [said = {}] = patchesOf(flag, from.slice(-1));
  const patch: Record<string, unknown> = {};
  for (const field of PATCH_FIELDS) {
    // Due changes would apply after the patch.
    const inTheWay = field === 'schedule' && isScheduleDue(inherited.schedule, now);
    if (!inTheWay && !Object.hasOwn(said, field) && sameJson(given[field], wanted[field])) continue;
    // Both follow `off`, which is given.
    if (field === 'default' && source.default === undefined && inherited.default === undefined) continue;
    if (wanted[field] === undefined) return field;
    patch[field] = wanted[field];
  }
  const promoted = withPatch(flag, to.at(-1)!, patch);
  const instants = [now, ...instantsOf(source)];
  const difference = instants
    .flatMap((at) => [...differencesBetween(flag, from, promoted, to, at), ...differences(promoted, from, to, at)])
    .at(0);
  return difference?.field ?? promoted;
}

function withPatch<F extends FlagDocument>(flag: F, environment: string, patch: FlagPatch): F {
  const { [environment]: _, ...others } = flag.environments ?? {};
  return {
    ...flag,
    environments: Object.keys(patch).length === 0 ? others : { ...flag.environments, [environment]: patch },
  };
}
