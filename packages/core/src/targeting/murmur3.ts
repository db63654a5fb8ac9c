// Docs: docs/evaluation.md, "Bucketing"; spec/hash-vectors.json pins it.

/**
 * Returns the UTF-16 unit of a text at an index. Takes the method from the prototype: engines cache method lookups by a string's
 * internal representation, and a server sees more of them than the cache holds (docs/design/hot-paths.md).
 */
export function unitAt(text: string, index: number): number {
  // Not a constant of this module: esbuild turns those into variables, whose calls engines do not inline.
  return String.prototype.charCodeAt.call(text, index);
}

/** The state of a partial hash, so that a common prefix is hashed once. */
export interface HashPrefix {
  readonly state: number;
  /** The bytes after the last whole block of four, little-endian. */
  readonly tail: number;
  /** Number of bytes hashed. */
  readonly length: number;
}

const EMPTY: HashPrefix = { state: 0, tail: 0, length: 0 };

// The three results of `absorb`, as separate numbers so that hashing allocates nothing.
let state = 0;
let tail = 0;
let length = 0;

/** Returns the state after hashing a text. */
export function hashPrefix(text: string): HashPrefix {
  absorb(EMPTY, text);
  return { state, tail, length };
}

/**
 * MurmurHash3 x86 32-bit with seed 0 over the UTF-8 bytes of a text, unsigned. A lone surrogate counts as U+FFFD, as in every
 * UTF-8 encoder.
 * @see Austin Appleby, SMHasher, MurmurHash3.cpp
 */
export function murmur3(text: string, prefix: HashPrefix = EMPTY): number {
  absorb(prefix, text);
  return finish() >>> 0;
}

/** Whether the hash is below a threshold. Separate, because returning a hash would allocate half of the time. */
export function hashIsBelow(threshold: number, text: string, prefix: HashPrefix): boolean {
  absorb(prefix, text);
  return finish() >>> 0 < threshold;
}

/** Returns the index of the first cut point above the hash. The last cut point is above every hash. */
export function firstAbove(cutPoints: readonly number[], text: string, prefix: HashPrefix): number {
  absorb(prefix, text);
  const hash = finish() >>> 0;
  let index = 0;
  while (hash >= cutPoints[index]!) index++;
  return index;
}

function finish(): number {
  // Without a tail, its block is 0, and so is what it adds.
  return avalanche(state ^ mixBlock(tail) ^ length);
}

/** Makes each bit of a hash depend on all of them. Maps no two hashes to one. */
export function avalanche(hash: number): number {
  let h = hash;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

function absorb(prefix: HashPrefix, text: string): void {
  let h = prefix.state;
  let rest = prefix.tail;
  // Offset between the text's bytes and the blocks.
  const shift = (prefix.length & 3) << 3;
  const size = text.length;
  let index = 0;
  // ASCII, which is most text, four bytes at a time.
  for (; index + 3 < size; index += 4) {
    const first = unitAt(text, index);
    const second = unitAt(text, index + 1);
    const third = unitAt(text, index + 2);
    const fourth = unitAt(text, index + 3);
    if ((first | second | third | fourth) >= 0x80) break;
    const bytes = first | (second << 8) | (third << 16) | (fourth << 24);
    h = mixState(h, rest | (bytes << shift));
    rest = shift === 0 ? 0 : bytes >>> (32 - shift);
  }
  state = h;
  tail = rest;
  length = prefix.length + index;
  for (; index < size; index++) {
    const unit = unitAt(text, index);
    if (unit < 0x80) {
      absorbByte(unit);
    } else {
      const point = text.codePointAt(index)!;
      if (point > 0xffff) index++;
      absorbCodePoint(point >= 0xd800 && point <= 0xdfff ? 0xfffd : point);
    }
  }
}

function absorbCodePoint(point: number): void {
  if (point < 0x800) {
    absorbByte(0xc0 | (point >>> 6));
  } else {
    if (point < 0x10000) {
      absorbByte(0xe0 | (point >>> 12));
    } else {
      absorbByte(0xf0 | (point >>> 18));
      absorbByte(0x80 | ((point >>> 12) & 0x3f));
    }
    absorbByte(0x80 | ((point >>> 6) & 0x3f));
  }
  absorbByte(0x80 | (point & 0x3f));
}

function absorbByte(byte: number): void {
  const position = length & 3;
  tail |= byte << (position << 3);
  length++;
  if (position !== 3) return;
  state = mixState(state, tail);
  tail = 0;
}

function mixState(before: number, block: number): number {
  const mixed = before ^ mixBlock(block);
  return (Math.imul((mixed << 13) | (mixed >>> 19), 5) + 0xe6546b64) | 0;
}

function mixBlock(block: number): number {
  const k = Math.imul(block, 0xcc9e2d51);
  return Math.imul((k << 15) | (k >>> 17), 0x1b873593);
}
