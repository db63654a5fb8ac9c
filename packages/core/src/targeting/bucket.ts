// Docs: docs/evaluation.md, "Bucketing"
import { LIMITS } from '../model/limits.ts';
import { hashPrefix } from './murmur3.ts';
import type { HashPrefix } from './murmur3.ts';

/** Each purpose has its own stream, so that inclusion in a rollout is independent of the variant. */
export type BucketStream = 'rollout' | 'split' | 'namespace' | 'holdout';

const HASHES = 2 ** 32;

/** Returns the common prefix of all hashes of a rollout or split: `stream:seed:`. */
export function bucketPrefix(stream: BucketStream, seed: string): HashPrefix {
  return hashPrefix(`${stream}:${seed}:`);
}

/**
 * Returns the text to hash for an attribute's value: a string of 1 to `LIMITS.bucketInput` units, or the digits of a finite number.
 * Undefined when it cannot be bucketed.
 */
export function bucketingValue(value: unknown): string | undefined {
  if (typeof value === 'string') return value === '' || value.length > LIMITS.bucketInput ? undefined : value;
  return typeof value === 'number' && Number.isFinite(value) ? String(value) : undefined;
}

/**
 * Hashes below the threshold are in a rollout of `percentage` percent. Grows with the percentage, so raising it excludes no
 * subject.
 */
export function rolloutThreshold(percentage: number): number {
  return Math.floor((percentage / 100) * HASHES);
}

/**
 * Hashes below the n-th cut point, and not below the previous one, belong to the n-th share. The last cut point is exactly 2³²,
 * so that every hash has a share despite rounding.
 */
export function splitCutPoints(weights: readonly number[]): number[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let cumulative = 0;
  return weights.map((weight, index) => {
    cumulative += weight;
    return index === weights.length - 1 ? HASHES : Math.floor((cumulative / total) * HASHES);
  });
}
