/** Values that untyped callers may pass, by description: from a query string, a JSON body, or by mistake. */
export function hostileValues(): ReadonlyMap<string, unknown> {
  const throws = (): never => {
    throw new Error('a hostile value was read');
  };
  return new Map<string, unknown>([
    ['what looks like raw SQL', { raw: "'x'); DROP TABLE flagstaff_documents; --" }],
    ['what looks like a statement', { chunks: ['SELECT 1'], parameters: [], returns: true }],
    ['what looks like a fragment of Drizzle', { queryChunks: ['1 = 1'], getSQL: () => 'x' }],
    ['an object with a toString that throws', { toString: throws, valueOf: throws, toJSON: throws }],
    ['an object with a toString that lies', { toString: () => 'flag:a', length: 6 }],
    ['an object with getters that throw', Object.defineProperty({}, 'raw', { get: throws, enumerable: true })],
    ['an object without a prototype', Object.create(null)],
    ['an object with the property __proto__', JSON.parse('{"__proto__":{"raw":"1"}}')],
    ['a Proxy that throws', new Proxy({}, { get: throws, has: throws, ownKeys: throws, getPrototypeOf: throws })],
    ['a String object', Object('flag:a')],
    ['a Map', new Map([['id', 'flag:a']])],
    ['an empty list', []],
    ['a list with a string', ['flag:a']],
    ['a list in a list', [['flag:a']]],
    ['a list with what looks like raw SQL', [{ raw: '1' }]],
    ['NaN', Number.NaN],
    ['minus one', -1],
    ['a fraction', 1.5],
    ['infinity', Number.POSITIVE_INFINITY],
    ['a number beyond the safe integers', 2 ** 53],
    ['a bigint', 10n],
    ['a symbol', Symbol('flag:a')],
    ['a function', () => 'flag:a'],
    ['true', true],
    ['null', null],
    ['an empty string', ''],
    ['a string without a colon', 'a'],
    ['a string with NUL', 'flag:a\0'],
    ['a lone surrogate', 'flag:\ud800'],
    ['a string of SQL', "flag:a'; DROP TABLE flagstaff_documents; --"],
    ['a very long string', 'flag:'.padEnd(100_000, 'x')],
  ]);
}
