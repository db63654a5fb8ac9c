// Docs: docs/evaluation.md, "Dated changes"
import type { FlagDocument, ScheduledChange } from '../model/flag.ts';
import { parseInstant } from '../targeting/instant.ts';

/**
 * The flag as it is at an instant (milliseconds since 1970): the dated changes that are due are part of it, and its schedule
 * is what is still to come. A flag without a schedule is the flag itself.
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

/** Dated changes in the order in which they take effect; of two at the same instant, in the order of the document. */
export function inOrder(schedule: readonly ScheduledChange[]): ScheduledChange[] {
  return schedule.toSorted((a, b) => parseInstant(a.at)! - parseInstant(b.at)!);
}

/** The instants at which the flag changes, first to last, each once. */
export function instantsOf({ schedule = [] }: FlagDocument): number[] {
  return [...new Set(inOrder(schedule).map(({ at }) => parseInstant(at)!))];
}
