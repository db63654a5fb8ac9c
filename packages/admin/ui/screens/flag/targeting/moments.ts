import { nameOfPlace } from '../../../changes/field-names.ts';
import type { FlagDocument, FlagPatch } from '@flagstaff/core';
import type { ShownCommit } from '../../../../src/client.ts';
import { BASE } from '../../../session/environment.ts';
import type { StoredFlag } from '../../../../src/documents.ts';

/** An instant at which the flag changed, or will. */
export interface Moment {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly label: string;
  readonly kind: 'past' | 'now' | 'future';
}

/** Instants that the slider stops at. */
const MAX_STOPS = 60;

/** Returns the instants at which a flag changed and at which it will, with now between them. Oldest first. */
export function momentsOf(flag: FlagDocument, commits: readonly ShownCommit[], now: number): readonly Moment[] {
  const past = commits.map(({ at, actor, comment }): Moment => ({
    at: Date.parse(at),
    label: `${comment ?? 'Changed'}${actor === undefined ? '' : `, by ${actor}`}`,
    kind: 'past',
  }));
  const future = Object.entries({ ...flag.environments, [BASE]: flag }).flatMap(([place, patch]) =>
    datesOf(patch).map(({ at, what }): Moment => ({ at, label: `${what} in ${nameOfPlace(place)}`, kind: 'future' })),
  );
  const ahead = future.filter(({ at }) => at > now).sort((one, other) => one.at - other.at);
  const behind = past.filter(({ at }) => at <= now).sort((one, other) => one.at - other.at);
  return [...behind.slice(-MAX_STOPS / 2), { at: now, label: 'Now', kind: 'now' }, ...ahead.slice(0, MAX_STOPS / 2)];
}

/** Dates of a place: scheduled changes, and the steps of ramps. Those that cannot be read yet are left out. */
function datesOf({ schedule = [], rules = [] }: FlagPatch): readonly { readonly at: number; readonly what: string }[] {
  const changes = schedule.map(({ at, set }) => ({ at, what: `Scheduled: ${Object.keys(set).join(', ')}` }));
  const steps = [rules, ...schedule.map(({ set }) => set.rules ?? [])]
    .flat()
    .flatMap(({ rollout }) =>
      (rollout?.ramp ?? []).map(({ at, percentage }) => ({ at, what: `Share ${percentage}%` })),
    );
  return [...changes, ...steps]
    .map(({ at, what }) => ({ at: Date.parse(at), what }))
    .filter(({ at }) => !Number.isNaN(at));
}

/** Returns the version that was stored at an instant. Undefined when there was none, or the history does not reach back. */
export function versionAt(commits: readonly ShownCommit[], at: number): StoredFlag | undefined {
  const changes = commits.flatMap((commit) =>
    commit.changes.map(({ before, after }) => ({ at: commit.at, before, after })),
  );
  // Newest first: the first that is not later made the version.
  const made = changes.find((change) => Date.parse(change.at) <= at);
  return (made === undefined ? (changes.at(-1)?.before ?? undefined) : (made.after ?? undefined)) as
    | StoredFlag
    | undefined;
}
