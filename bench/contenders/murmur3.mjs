/**
 * MurmurHash3 x86 32-bit over UTF-8 in minimal JavaScript: reads four ASCII bytes at a time, and single bytes from the first
 * non-ASCII character on. Continues from `state`, the hash of `before` bytes. The result is signed, because V8 allocates returned
 * numbers above 2³¹: the caller applies `>>> 0`.
 */
export function murmur3(text, state = 0, before = 0) {
  let h = state;
  const whole = text.length & ~3;
  let index = 0;
  for (; index < whole; index += 4) {
    const a = text.charCodeAt(index);
    const b = text.charCodeAt(index + 1);
    const c = text.charCodeAt(index + 2);
    const d = text.charCodeAt(index + 3);
    if ((a | b | c | d) > 0x7f) break;
    h = mix(h, a | (b << 8) | (c << 16) | (d << 24));
  }
  let block = 0;
  let length = index;
  for (; index < text.length; index++) {
    let code = text.charCodeAt(index);
    let rest = 0;
    if (code >= 0x80) {
      if ((code & 0xf800) === 0xd800) {
        code = text.codePointAt(index);
        if (code > 0xffff) index++;
        else code = 0xfffd;
      }
      rest = code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
      const lead = rest === 1 ? 0xc0 : rest === 2 ? 0xe0 : 0xf0;
      block |= (lead | (code >>> (6 * rest))) << ((length & 3) << 3);
    } else {
      block |= code << ((length & 3) << 3);
    }
    length++;
    if ((length & 3) === 0) {
      h = mix(h, block);
      block = 0;
    }
    while (rest > 0) {
      rest--;
      block |= (0x80 | ((code >>> (6 * rest)) & 0x3f)) << ((length & 3) << 3);
      length++;
      if ((length & 3) === 0) {
        h = mix(h, block);
        block = 0;
      }
    }
  }
  if ((length & 3) !== 0) h ^= scramble(block);
  h ^= length + before;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

/** The state after an ASCII text whose length is a multiple of four. `murmur3` can continue from it. */
export function murmur3State(text) {
  let h = 0;
  for (let index = 0; index < text.length; index += 4) {
    h = mix(
      h,
      text.charCodeAt(index) |
        (text.charCodeAt(index + 1) << 8) |
        (text.charCodeAt(index + 2) << 16) |
        (text.charCodeAt(index + 3) << 24),
    );
  }
  return h;
}

function scramble(block) {
  const k = Math.imul(block, 0xcc9e2d51);
  return Math.imul((k << 15) | (k >>> 17), 0x1b873593);
}

function mix(h, block) {
  const x = h ^ scramble(block);
  return (Math.imul((x << 13) | (x >>> 19), 5) + 0xe6546b64) | 0;
}
