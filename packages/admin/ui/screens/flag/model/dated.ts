import type { FlagChange, FlagDocument } from '@flagstaff/core';
import { addScheduled } from '@flagstaff/core/management';
import type { Me } from '../../../api/types.ts';
import type { FieldDiff } from '../../../../src/client.ts';
import { fieldPlace, fieldText, nameOfPlace } from '../../../changes/field-names.ts';
import { same } from '../../../lib/same.ts';
import { BASE } from '../../../session/base.ts';
import { environmentDocuments, flagIn } from './cells.ts';
import { chainOf, originOf } from './places.ts';

type Environments = Me['environments'];
type ChangeField = keyof FlagChange;

/** The fields that a dated change can replace. */
const DATED: { readonly [field in ChangeField]-?: true } = {
  status: true,
  off: true,
  default: true,
  overrides: true,
  rules: true,
};

const isDated = (field: string): field is ChangeField => Object.hasOwn(DATED, field);

/** Says why changes of a draft cannot wait for a date. Empty when they can. */
export function reasonsAgainstDate(changes: readonly FieldDiff[]): readonly string[] {
  const names = (kept: readonly FieldDiff[]): string => kept.map(({ field }) => fieldText(field)).join(', ');
  const others = changes.filter(({ field }) => !isDated(fieldPlace(field).field));
  const removed = changes.filter((change) => !others.includes(change) && change.to === null);
  return [
    ...(others.length === 0 ? [] : [`Takes effect at once, in any case: ${names(others)}. Save that first.`]),
    ...(removed.length === 0 ? [] : [`A dated change sets a value, and this removes one: ${names(removed)}.`]),
  ];
}

/** Returns the flag with the changes of a draft as dated changes: one for each place. */
export function withDate(
  flag: FlagDocument,
  changes: readonly FieldDiff[],
  at: string,
  environments: Environments,
): FlagDocument {
  const sets = new Map<string, FlagChange>();
  for (const { field: name, to } of changes) {
    const { place, field } = fieldPlace(name);
    sets.set(place, { ...sets.get(place), [field]: to });
  }
  // A schedule starts from the inherited one, so parents go first.
  const depth = ([place]: readonly [string, FlagChange]): number => chainOf(environments, place).length;
  const documents = environmentDocuments(environments);
  return [...sets]
    .sort((one, other) => depth(one) - depth(other))
    .reduce((dated, [place, set]) => {
      const environment = place === BASE ? undefined : place;
      return addScheduled(dated, { flag: flag.key, environment, at, set }, documents);
    }, flag);
}

/**
 * Says where dated changes do something else than the draft itself would: they replace the values that an environment has of its
 * own, and an environment with a schedule of its own does not have them.
 */
export function differencesOfDate(
  { base, draft, dated }: { readonly base: FlagDocument; readonly draft: FlagDocument; readonly dated: FlagDocument },
  changes: readonly FieldDiff[],
  at: string,
  environments: Environments,
): readonly string[] {
  const instant = new Date(at);
  const changed = changes.map(({ field }) => fieldPlace(field));
  const fields = [...new Map(changed.map(({ field, label }) => [field as ChangeField, label]))];
  return environments.flatMap(({ key }) => {
    const before = flagIn(base, key, instant, environments)?.document;
    const after = flagIn(dated, key, instant, environments)?.document;
    if (before === undefined || after === undefined) return [];
    return fields.flatMap(([field, label]) => {
      const { value, from } = originOf(draft, chainOf(environments, key), field);
      const isChanged = changed.some((change) => change.field === field && change.place === from);
      if (same(after[field], isChanged ? value : before[field])) return [];
      const what = `${label} in ${nameOfPlace(key)}`;
      const { from: owner } = originOf(dated, chainOf(environments, key), 'schedule');
      return isChanged
        ? [`${what} stays: ${nameOfPlace(owner)} has dated changes of its own.`]
        : [`${what} is replaced too, although ${key} has its own.`];
    });
  });
}
