import type { Holdout, Namespace, Rollout, Serve, Split } from '../../model/flag.ts';
import { bucketingValue, bucketPrefix, rolloutThreshold, splitCutPoints } from '../../targeting/bucket.ts';
import type { BucketStream } from '../../targeting/bucket.ts';
import { murmur3 } from '../../targeting/murmur3.ts';
import { isIncluded } from '../compile/serve.ts';
import { isInNamespace } from '../compile/namespace.ts';
import type { CompiledNamespace } from '../compile/namespace.ts';
import type { CompiledHoldout, CompiledRollout } from '../compile/serve.ts';
import type { Outcome } from '../compile/outcome.ts';
import type {
  ExplainedBucket,
  ExplainedNamespace,
  ExplainedRollout,
  ExplainedServe,
  ExplainedSplit,
} from './explanation.ts';
import { lookUpAttribute } from './walk.ts';
import type { Walk } from './walk.ts';

const HASHES = 2 ** 32;

function explainBucket(walk: Walk, stream: BucketStream, seed: string, by = 'targetingKey'): ExplainedBucket {
  const { value, isPrivate, shown } = lookUpAttribute(walk, by);
  const text = bucketingValue(value);
  const facts = { attribute: by, ...shown, seed };
  // With a known seed, hashing all telephone numbers would reveal the one with this bucket.
  if (isPrivate) return { ...facts, bucket: '(private)' };
  return text === undefined ? facts : { ...facts, bucket: murmur3(text, bucketPrefix(stream, seed)) / HASHES };
}

/** Explains a rollout as of the instant. */
export function explainRollout(
  walk: Walk,
  rollout: Rollout,
  compiled: CompiledRollout,
  flagSeed: string,
): ExplainedRollout {
  return explainShare(walk, explainBucket(walk, 'rollout', rollout.seed ?? flagSeed, rollout.by), rollout, compiled);
}

export function explainHoldout(walk: Walk, holdout: Holdout, { share }: CompiledHoldout): ExplainedRollout {
  return explainShare(walk, explainBucket(walk, 'holdout', holdout.name, holdout.by), holdout, share);
}

function explainShare(
  { scope }: Walk,
  bucket: ExplainedBucket,
  { percentage: fixed = 0 }: { readonly percentage?: number },
  compiled: CompiledRollout,
): ExplainedRollout {
  const percentage = compiled.percentageAt?.(scope.now) ?? fixed;
  const threshold = rolloutThreshold(percentage) / HASHES;
  return { ...bucket, percentage, threshold, result: isIncluded(compiled, scope) };
}

export function explainNamespace(walk: Walk, namespace: Namespace, compiled: CompiledNamespace): ExplainedNamespace {
  const [from, to] = namespace.range.map((percentage) => rolloutThreshold(percentage) / HASHES) as [number, number];
  const bucket = explainBucket(walk, 'namespace', namespace.name, namespace.by);
  return { ...bucket, from, to, result: isInNamespace(compiled, walk.scope.context) };
}

/** @param outcome The served answer. */
export function explainServe(walk: Walk, serve: Serve, outcome: Outcome, flagSeed: string): ExplainedServe {
  return typeof serve === 'string' ? serve : explainSplit(walk, serve, outcome, flagSeed);
}

function explainSplit(walk: Walk, split: Split, { variant }: Outcome, flagSeed: string): ExplainedSplit {
  const cutPoints = splitCutPoints(Object.values(split.split)).map((cutPoint) => cutPoint / HASHES);
  const shares = Object.keys(split.split).map((name, index) => ({
    variant: name,
    from: cutPoints[index - 1] ?? 0,
    to: cutPoints[index]!,
  }));
  const bucket = explainBucket(walk, 'split', split.seed ?? flagSeed, split.by);
  return { ...bucket, shares, ...(variant !== undefined && { chosen: variant }) };
}
