// Docs: docs/design/hot-paths.md
import { unitAt } from './murmur3.ts';

/**
 * Rejects most texts that are not in a large set by reading one word of a small table, where a map lookup would go to main
 * memory. Never rejects a member.
 * @see F. Putze, P. Sanders, J. Singler, "Cache-, hash- and space-efficient Bloom filters", 2007
 */
export interface NameFilter {
  readonly words: Int32Array;
}

/** About ten bits per text, two of them set: about one in thirty other texts is a false positive. */
const BITS_EACH = 10;

export function filterOf(texts: Iterable<string>, count: number): NameFilter {
  // A power of two, so that truncating a hash gives an index.
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
 * Cheaper than murmur3, and sufficient where a false positive only costs a lookup. FNV-1a with 32 bits over UTF-16 units, with
 * the upper bits folded down at the end.
 * @see Glenn Fowler, Landon Curt Noll, Kiem-Phong Vo, FNV-1a
 */
function hashOf(text: string): number {
  const size = text.length;
  let hash = 0x811c9dc5;
  for (let index = 0; index < size; index++) hash = Math.imul(hash ^ unitAt(text, index), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b);
  return hash ^ (hash >>> 13);
}

/** The upper bits give the index, the lower ones the two bits. */
function placeOf(hash: number, words: Int32Array): number {
  return (hash >>> 10) & (words.length - 1);
}

function bitsOf(hash: number): number {
  return (1 << hash) | (1 << (hash >>> 5));
}
