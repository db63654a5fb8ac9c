// Docs: docs/evaluation.md, "Bucketing"
import { LIMITS } from '../model/limits.ts';
import { hashPrefix } from './murmur3.ts';
import type { HashPrefix } from './murmur3.ts';

/** Each draws from a stream of its own, so that who is let in says nothing about what they get. */
export type BucketStream = 'rollout' | 'split' | 'namespace' | 'holdout';

const HASHES = 2 ** 32;

/** The beginning that all subjects of one rollout or split have in common: `stream:seed:`. */
export function bucketPrefix(stream: BucketStream, seed: string): HashPrefix {
  return hashPrefix(`${stream}:${seed}:`);
}

/**
 * What of an attribute's value is hashed: a string up to `LIMITS.bucketInput`, or the digits of a finite number; undefined: it cannot be
 * bucketed.
 */
export function bucketingValue(value: unknown): string | undefined {
  if (typeof value === 'string') return value.length > LIMITS.bucketInput ? undefined : value;
  return typeof value === 'number' && Number.isFinite(value) ? String(value) : undefined;
}

/** Hashes below this are in a rollout of `percentage` percent. It only grows with the percentage: nobody is ever taken out. */
export function rolloutThreshold(percentage: number): number {
  return Math.floor((percentage / 100) * HASHES);
}

/**
 * Hashes below the n-th cut point, and not below the one before, belong to the n-th share. The last cut point is 2³² exactly,
 * so that every hash has a share whatever rounding did.
 */
export function splitCutPoints(weights: readonly number[]): number[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let cumulative = 0;
  return weights.map((weight, index) => {
    cumulative += weight;
    return index === weights.length - 1 ? HASHES : Math.floor((cumulative / total) * HASHES);
  });
}
