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
 * The flag with a patch for the last environment of `to` that makes it there what it is in `from`, now and at every instant to
 * come, while `from` stays what it is. The patch says what that of `from` says, and beyond that only what it has to. Or a field
 * for which no patch can do that: one that would have to be absent, or that changes which are due (`collapse`) stand in the way of.
 *
 * @param from a chain of environments from the root down; empty: the document as it is
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
    // Changes that are due would come after what the patch says.
    const inTheWay = field === 'schedule' && isScheduleDue(inherited.schedule, now);
    if (!inTheWay && !Object.hasOwn(said, field) && sameJson(given[field], wanted[field])) continue;
    // Both follow `off`, which is said.
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
