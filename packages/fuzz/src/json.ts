import type { Random } from './random.ts';

/** Sets an own property, `__proto__` included. Keeps the length of a list, which cannot have any value. */
export function put(target: object, name: PropertyKey, value: unknown): void {
  if (name === 'length' && Array.isArray(target)) return;
  Object.defineProperty(target, name, { value, enumerable: true, configurable: true, writable: true });
}

/** Property names that are special to JavaScript, to Flagstaff, or to neither. */
export const NAMES: readonly string[] = [
  ['__proto__', 'constructor', 'prototype', 'toString', 'valueOf', 'toJSON', 'then', 'hasOwnProperty', 'length'],
  ['kind', 'key', 'version', 'documents', 'revision', 'flags', 'context', 'targetingKey', 'raw', 'sql', 'strings'],
  ['', ' ', '0', '-1', 'a.b', '..', '$', '\u0000', '\ud800', 'ü', 'x'.repeat(300)],
].flat();

const NUMBERS: readonly number[] = [
  0,
  -0,
  1,
  -1,
  0.1,
  1e-320,
  1e300,
  -1e300,
  2 ** 31,
  2 ** 32,
  2 ** 53,
  -(2 ** 53),
  2 ** 53 - 1,
  101,
  1e21,
];

const TEXTS: readonly string[] = [
  ['', ' ', '\n', '\u0000', '\ud800', '\udc00x', '\ufeff', '\u2028', '😀', 'İ', 'ß', '__proto__', 'constructor'],
  ['null', '[]', '{}', '0', '-1', '1e999', 'NaN', 'true', 'on', 'off', 'flag', 'flag:a', 'segment:', ':', '/', '..'],
  ["'; DROP TABLE x; --", '${x}', '%00', '../../etc/passwd', '</script>', '\r\nset-cookie: a=b', 'a,b;c=d'],
  ['2026-13-45', '2026-01-01T00:00:00Z', '9999-12-31T23:59:60Z', '+275760-09-13T00:00:00Z', '24:00', 'PT9999999999S'],
  ['1.2.3', '1.2.3-', '>=1 <2 || ~3', '10.0.0.0/8', '::/129', '999.1.1.1', '::ffff:1.2.3.4', '* * * * *', '0 0 31 2 *'],
  ['(a+)+$', '(?:', '[\\w-é]{1,1000}', '\\', '.*'.repeat(60), 'Europe/Paris', 'Etc/GMT+99', '*/0 * * * *'],
].flat();

/** Strings that are expensive when work grows faster than their length. Created once and shared. */
const HUGE: readonly string[] = [
  'a'.repeat(2 ** 20),
  ' '.repeat(100_000),
  `1.${'0'.repeat(50_000)}`,
  `>=1${' '.repeat(50_000)}x`,
  '\ud800'.repeat(20_000),
  'ab'.repeat(4_096),
  'İ'.repeat(8_192),
  '1,'.repeat(100_000),
  ':'.repeat(10_000),
  '('.repeat(5_000),
];

/** Nests a list in lists, or an object in objects. */
export function nested(random: Random, levels: number): unknown {
  const asObject = random.chance(0.5);
  let value: unknown = 1;
  for (let level = 0; level < levels; level += 1) value = asObject ? { a: value } : [value];
  return value;
}

/** Returns a nesting depth around the documented limits, or far beyond them. */
const LEVELS: readonly number[] = [9, 10, 11, 31, 32, 33, 63, 64, 65, 200, 3_000];

/** Returns random JSON text, sometimes nested deeper than any value that can be serialized. */
export function hostileJsonText(random: Random): string {
  if (random.chance(0.01)) {
    const levels = random.pick([5_000, 100_000]);
    return random.chance(0.5) ? '['.repeat(levels) : `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;
  }
  return toJson(hostileJson(random));
}

/** Serializes a value. Returns other text for a value nested too deeply for `JSON.stringify`. */
export function toJson(value: unknown): string {
  try {
    return JSON.stringify(value) ?? 'null';
  } catch {
    return '['.repeat(5_000) + ']'.repeat(5_000);
  }
}

/** Returns well-formed text for places that need UTF-8, such as a URL or a database. */
export function wellFormed(text: string): string {
  return Buffer.from(text).toString();
}

export function hostileText(random: Random): string {
  if (random.chance(0.01)) return random.pick(HUGE);
  if (random.chance(0.6)) return random.pick(TEXTS);
  return Array.from({ length: random.below(12) }, () =>
    String.fromCharCode(random.chance(0.7) ? 32 + random.below(95) : random.below(0x10000)),
  ).join('');
}

/** Returns a random JSON value, usually small. */
export function hostileJson(random: Random, depth = 3): unknown {
  if (random.chance(0.01)) return nested(random, random.pick(LEVELS));
  if (random.chance(0.002)) return Array.from({ length: 30_000 }, (_, index) => index);
  const kind = random.below(depth > 0 ? 8 : 5);
  if (kind === 0) return random.pick([null, true, false]);
  if (kind === 1) return random.chance(0.8) ? random.pick(NUMBERS) : (random.next() - 0.5) * 10 ** random.below(20);
  if (kind < 5) return hostileText(random);
  if (kind === 5) return Array.from({ length: random.below(4) }, () => hostileJson(random, depth - 1));
  return record(random, () => hostileJson(random, depth - 1));
}

/** Returns an object with hostile names, and values of the caller's choice. */
export function record(random: Random, make: () => unknown): object {
  const made = {};
  for (let left = random.below(5); left > 0; left -= 1) put(made, random.pick(NAMES), make());
  return made;
}
