import type { FlagChange, FlagDocument } from '../model/flag.ts';

/** The names by which flags share buckets. */
export interface BucketingNames {
  readonly namespace: ReadonlySet<string>;
  readonly holdout: ReadonlySet<string>;
}

/** Returns the names that a flag uses, in its patches and scheduled changes too. */
export function bucketingNames(flag: FlagDocument): BucketingNames {
  const patches = Object.values(flag.environments ?? {});
  const changes: readonly FlagChange[] = [flag, ...patches].flatMap((each) => [
    each,
    ...(each.schedule ?? []).map(({ set }) => set),
  ]);
  const rules = changes.flatMap(({ rules: own = [] }) => own);
  return {
    namespace: new Set(rules.flatMap(({ namespace }) => namespace?.name ?? [])),
    holdout: new Set(flag.holdout === undefined ? [] : [flag.holdout.name]),
  };
}
