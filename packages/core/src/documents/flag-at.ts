// Docs: docs/evaluation.md, "Dated changes"
import type { FlagDocument, ScheduledChange } from '../model/flag.ts';
import { parseInstant } from '../targeting/instant.ts';

/**
 * Returns the flag at an instant (milliseconds since 1970), with due changes applied and the others left in its schedule.
 * Returns the same object when there is no schedule.
 */
export function flagAt<F extends FlagDocument>(flag: F, now: number): F {
  if (flag.schedule === undefined) return flag;
  const { schedule, ...own } = flag;
  const changes = inOrder(schedule);
  const pending = changes.filter(({ at }) => parseInstant(at)! > now);
  const due = changes.slice(0, changes.length - pending.length);
  const effective = due.reduce<object>((before, { set }) => ({ ...before, ...set }), own) as F;
  return pending.length === 0 ? effective : { ...effective, schedule: pending };
}

/** Sorts scheduled changes by the time they take effect. Ties keep document order. */
export function inOrder(schedule: readonly ScheduledChange[]): ScheduledChange[] {
  return schedule.toSorted((a, b) => parseInstant(a.at)! - parseInstant(b.at)!);
}

/** Returns the distinct instants at which the flag changes, in order. */
export function instantsOf({ schedule = [] }: FlagDocument): number[] {
  return [...new Set(inOrder(schedule).map(({ at }) => parseInstant(at)!))];
}
