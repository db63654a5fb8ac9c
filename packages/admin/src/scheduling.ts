// Docs: docs/admin-api.md, "Schedules"
import type { FlagDocument, JsonValue, ScheduledChange } from '@flagstaff/core';
import { effectiveFlag, withField } from '@flagstaff/core/management';
import { toHex, withoutStorageFields } from '@flagstaff/core/storage';
import type { Documents, StoredFlag } from './documents.ts';

/** A scheduled change, with the place that it is stored in. */
export interface PlacedChange extends ScheduledChange {
  readonly flag: string;
  /** Absent for the flag's own schedule. */
  readonly environment?: string | undefined;
}

/** Returns the id of a pending change: a digest of its content. Of two equal changes, either has it. */
export async function scheduleId({ flag, environment, at, set }: PlacedChange): Promise<string> {
  const bytes = new TextEncoder().encode(JSON.stringify([flag, environment ?? null, at, set]));
  return toHex(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)).subarray(0, 8));
}

/** Returns the changes of a flag that have not taken effect, its own and those of its patches. */
export function pendingIn(flag: StoredFlag, now: number): readonly PlacedChange[] {
  const places = [undefined, ...Object.keys(flag.environments ?? {})];
  return places.flatMap((environment) =>
    (ownSchedule(flag, environment) ?? [])
      .filter(({ at }) => Date.parse(at) > now)
      .map(({ at, set }) => ({ flag: flag.key, ...(environment === undefined ? {} : { environment }), at, set })),
  );
}

/** The earliest instant of a date: no change has taken effect. */
const BEFORE_ALL = new Date(-8.64e15);

function ownSchedule(flag: FlagDocument, environment: string | undefined): readonly ScheduledChange[] | undefined {
  if (environment === undefined) return flag.schedule;
  const { environments = {} } = flag;
  return Object.hasOwn(environments, environment) ? environments[environment]!.schedule : undefined;
}

/** Returns a flag with a change replaced by others. */
export function withChanges(
  flag: StoredFlag,
  { environment, at, set }: PlacedChange,
  by: readonly ScheduledChange[],
): FlagDocument {
  const schedule = ownSchedule(flag, environment) ?? [];
  const wanted = JSON.stringify([at, set]);
  const index = schedule.findIndex((each) => JSON.stringify([each.at, each.set]) === wanted);
  return withSchedule(flag, environment, [...schedule.slice(0, index), ...by, ...schedule.slice(index + 1)]);
}

/**
 * Returns a flag with another change. The patch of an environment replaces the schedule, so it starts from the inherited one, with the
 * changes that have taken effect: they count for the environment only while its schedule has them.
 */
export function withChange(
  flag: StoredFlag,
  { environment, at, set }: PlacedChange,
  documents: Documents,
): FlagDocument {
  const own = ownSchedule(flag, environment);
  const inherited = (): readonly ScheduledChange[] =>
    effectiveFlag(flag, { documents: documents.byId, environment, at: BEFORE_ALL })?.document.schedule ?? [];
  return withSchedule(flag, environment, [...(own ?? inherited()), { at, set }]);
}

function withSchedule(
  flag: StoredFlag,
  environment: string | undefined,
  schedule: readonly ScheduledChange[],
): FlagDocument {
  const document = withoutStorageFields(flag) as FlagDocument;
  const value = schedule as unknown as JsonValue;
  if (environment !== undefined) return withField(document, `environments.${environment}.schedule`, value);
  return withField(document, 'schedule', schedule.length === 0 ? undefined : value);
}
