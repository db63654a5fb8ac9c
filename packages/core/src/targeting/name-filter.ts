// Docs: docs/design/hot-paths.md
import { unitAt } from './unit-at.ts';

/**
 * Says of most texts that are not among many that they are not, by looking at one word of a small table: a large map would be
 * looked up in main memory. Never says so of one that is. Source: F. Putze, P. Sanders, J. Singler, "Cache-, hash- and
 * space-efficient Bloom filters", 2007.
 */
export interface NameFilter {
  readonly words: Int32Array;
}

/** About ten bits for each text, two of them set: one in thirty of the others is taken for one of them. */
const BITS_EACH = 10;

export function filterOf(texts: Iterable<string>, count: number): NameFilter {
  // A power of two, so that a hash becomes a place by cutting it short.
  const words = new Int32Array(2 ** Math.ceil(Math.log2((count * BITS_EACH) / 32 + 1)));
  for (const text of texts) {
    const hash = hashOf(text);
    words[placeOf(hash, words)]! |= bitsOf(hash);
  }
  return { words };
}

export function mayHave({ words }: NameFilter, text: string): boolean {
  const hash = hashOf(text);
  const bits = bitsOf(hash);
  return (words[placeOf(hash, words)]! & bits) === bits;
}

/**
 * Cheaper than murmur3, and good enough where a wrong guess costs a look-up. Source: Glenn Fowler, Landon Curt Noll, Kiem-Phong Vo,
 * FNV-1a with 32 bits, over UTF-16 units; its upper bits brought down in the end.
 */
function hashOf(text: string): number {
  const size = text.length;
  let hash = 0x811c9dc5;
  for (let index = 0; index < size; index++) hash = Math.imul(hash ^ unitAt(text, index), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b);
  return hash ^ (hash >>> 13);
}

/** The place comes from the upper bits, the two bits from the lower ones. */
function placeOf(hash: number, words: Int32Array): number {
  return (hash >>> 10) & (words.length - 1);
}

function bitsOf(hash: number): number {
  return (1 << hash) | (1 << (hash >>> 5));
}
