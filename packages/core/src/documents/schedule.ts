// Docs: docs/evaluation.md, "Dated changes"
import { sameJson } from '../model/json-equal.ts';
import type { FlagDocument, ScheduledChange } from '../model/flag.ts';
import { parseInstant } from '../targeting/instant.ts';
import { inOrder } from './flag-at.ts';

/** A scheduled change, with the flag and the patch that contain it. */
export interface PlacedChange extends ScheduledChange {
  /** The flag's key. */
  readonly flag: string;
  /** The environment whose patch contains it. Absent for the flag's own schedule. */
  readonly environment?: string | undefined;
}

/** Returns the changes of a flag that have not taken effect at an instant: its own, and those of its patches. */
export function pendingChangesIn(flag: FlagDocument, at: Date): PlacedChange[] {
  const places = [undefined, ...Object.keys(flag.environments ?? {})];
  return places.flatMap((environment) =>
    inOrder(scheduleOf(flag, environment) ?? [])
      .filter((change) => isPending(change, at.getTime()))
      .map((change) => ({ flag: flag.key, ...(environment === undefined ? {} : { environment }), ...change })),
  );
}

/** Returns a flag with a scheduled change replaced by others. Undefined when it has no such change. */
export function replaceScheduled<F extends FlagDocument>(
  flag: F,
  { environment, at, set }: PlacedChange,
  by: readonly ScheduledChange[],
): F | undefined {
  const schedule = scheduleOf(flag, environment) ?? [];
  const index = schedule.findIndex((each) => each.at === at && sameJson(each.set, set));
  if (index === -1) return undefined;
  return withSchedule(flag, environment, [...schedule.slice(0, index), ...by, ...schedule.slice(index + 1)]);
}

/** Returns the flag's own schedule, or that of a patch. Undefined when it has none. */
export function scheduleOf(
  { schedule, environments = {} }: FlagDocument,
  environment: string | undefined,
): readonly ScheduledChange[] | undefined {
  if (environment === undefined) return schedule;
  return Object.hasOwn(environments, environment) ? environments[environment]!.schedule : undefined;
}

/** Returns a flag with another schedule. A patch keeps an empty one: it replaces the flag's. */
export function withSchedule<F extends FlagDocument>(
  flag: F,
  environment: string | undefined,
  schedule: readonly ScheduledChange[],
): F {
  const { schedule: _, ...others } = flag;
  if (environment === undefined) return schedule.length === 0 ? (others as F) : { ...flag, schedule };
  const { environments = {} } = flag;
  const patch = { ...(Object.hasOwn(environments, environment) ? environments[environment] : {}), schedule };
  return { ...flag, environments: { ...environments, [environment]: patch } };
}

export function isPending({ at }: ScheduledChange, now: number): boolean {
  return (parseInstant(at) ?? Number.NEGATIVE_INFINITY) > now;
}
