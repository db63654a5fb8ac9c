import type { FlagDocument } from '../../model/flag.ts';
import type { CompiledFlag, TimelineEntry } from '../compiled.ts';
import { flagAt, instantsOf } from '../../documents/flag-at.ts';

/**
 * What becomes of a flag; undefined: it stays as it is. Each entry is compiled when it is first asked for: a schedule costs what
 * its instants that are looked at cost.
 */
export function compileTimeline(
  flag: FlagDocument,
  compile: (flag: FlagDocument) => CompiledFlag,
): readonly TimelineEntry[] | undefined {
  if (flag.schedule === undefined || flag.schedule.length === 0) return undefined;
  return instantsOf(flag).map((at) => {
    let compiled: CompiledFlag | undefined;
    return {
      at,
      get flag() {
        return (compiled ??= compile(flagAt(flag, at)));
      },
    };
  });
}

/** The flag that is in force at an instant. */
export function inForce(flag: CompiledFlag, now: number): CompiledFlag {
  const { timeline = [] } = flag;
  let next = timeline.length;
  // From the end: most checks are of the present, and what is due collapses into the document sooner or later.
  while (next > 0 && timeline[next - 1]!.at > now) next--;
  return next === 0 ? flag : timeline[next - 1]!.flag;
}
