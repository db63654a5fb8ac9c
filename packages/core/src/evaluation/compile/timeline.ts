import type { FlagDocument } from '../../model/flag.ts';
import type { CompiledFlag, TimelineEntry } from '../compiled.ts';
import { flagAt, instantsOf } from '../../documents/flag-at.ts';

/**
 * Compiles the flag's future states. Undefined without a schedule. Each entry is compiled on first use, so unused instants cost
 * nothing.
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

/** Returns the flag as of an instant. */
export function inForce(flag: CompiledFlag, now: number): CompiledFlag {
  const { timeline = [] } = flag;
  let next = timeline.length;
  // From the end: most checks are for the present, and due changes are applied to the document eventually.
  while (next > 0 && timeline[next - 1]!.at > now) next--;
  return next === 0 ? flag : timeline[next - 1]!.flag;
}
