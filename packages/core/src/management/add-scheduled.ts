// Docs: docs/evaluation.md, "Dated changes"
import { flagAt } from '../documents/flag-at.ts';
import { patchesOf, patchFlag } from '../documents/patch-flag.ts';
import { scheduleOf, withSchedule } from '../documents/schedule.ts';
import type { PlacedChange } from '../documents/schedule.ts';
import type { DocumentId, StoredDocument } from '../model/document.ts';
import type { FlagDocument } from '../model/flag.ts';
import { environmentChain } from '../ruleset/environment-ruleset.ts';

/**
 * Returns a valid flag with another scheduled change. The patch of an environment replaces the schedule, so a new one starts from the
 * inherited one, with the changes that have taken effect: they count for the environment only while its schedule has them.
 * @param documents The documents by id, with the environments.
 */
export function addScheduled<F extends FlagDocument>(
  flag: F,
  { environment, at, set }: PlacedChange,
  documents: ReadonlyMap<DocumentId, StoredDocument>,
): F {
  const chain = environment === undefined ? [] : (environmentChain({ documents }, environment) ?? []);
  const inherited = (): FlagDocument => flagAt(patchFlag<FlagDocument>(flag, patchesOf(flag, chain)), -Infinity);
  const schedule = scheduleOf(flag, environment) ?? inherited().schedule ?? [];
  return withSchedule(flag, environment, [...schedule, { at, set }]);
}
