import { avalanche, unitAt } from './murmur3.ts';

/**
 * Whether a key is in a sample: its hash is below the threshold, in every process. The hash is not that of buckets, so that inclusion in a
 * rollout is independent of the sample. It costs less, because every request pays for it.
 */
export function isSampled(key: string, threshold: number): boolean {
  let h = 0;
  for (let index = 0; index < key.length; index++) h = Math.imul(h ^ unitAt(key, index), 0x85ebca6b);
  return avalanche(h) >>> 0 < threshold;
}
