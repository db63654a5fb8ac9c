import * as fc from 'fast-check';

// Contexts that a program may pass by mistake, or be made to pass.

const boom = (): never => {
  throw new Error('a trap threw');
};

const names = fc.constantFrom<string>(
  'x',
  'a.b',
  'a',
  'b',
  'targetingKey',
  'userId',
  '__proto__',
  'constructor',
  'toString',
  'items',
  'length',
  '0',
  '',
);

const megabyte = 'a'.repeat(2 ** 20);

function cycle(): object {
  const a: Record<string, unknown> = { x: 'a' };
  a['a'] = a;
  a['b'] = [a];
  return a;
}

function throwingProxy(): object {
  return new Proxy({}, { get: boom, has: boom, ownKeys: boom, getOwnPropertyDescriptor: boom, getPrototypeOf: boom });
}

function lyingProxy(): object {
  return new Proxy(
    {},
    {
      get: (_, name) => name,
      has: () => true,
      ownKeys: () => ['x', 'targetingKey'],
      getOwnPropertyDescriptor: () => ({ value: 'x', enumerable: true, configurable: true, writable: true }),
    },
  );
}

function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

/** Creates a value. Generated in place of the value, since fast-check inspects what it generates. */
export type Make = () => unknown;

const make = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<Make> => arbitrary.map((value) => () => value);

const exotic: fc.Arbitrary<Make> = fc.constantFrom<Make>(
  () => undefined,
  () => null,
  () => Symbol('s'),
  () => 10n,
  () => Number.NaN,
  () => Number.NEGATIVE_INFINITY,
  () => -0,
  () => new Date(0),
  () => new Date(Number.NaN),
  () => /x/g,
  () => new Map([['x', 1]]),
  () => new Set([1]),
  () => boom,
  () => Date,
  () => Object(1n) as unknown,
  () => Object('x') as unknown,
  () => Object(Symbol('s')) as unknown,
  () => new Uint8Array(4),
  () => new Error('x'),
  () => globalThis,
  () => megabyte,
  () => [megabyte, { x: megabyte }],
  () => ({ toString: boom, valueOf: boom, toJSON: boom, [Symbol.toPrimitive]: boom }),
  () => Object.create(throwingProxy()) as object,
  () => new Proxy([], { get: boom }),
  () => Array.from({ length: 3 }) as unknown,
  cycle,
  throwingProxy,
  lyingProxy,
  revoked,
  ...['\u{d800}', '\u0000', '😀', '1.2.3', '10.0.0.1', '2026-01-01', '__proto__', '', '::1'].map((text) => () => text),
);

const plain = make(
  fc.oneof(fc.jsonValue({ maxDepth: 3 }), fc.string(), fc.double(), fc.constantFrom('u1', 'pro', 42, true)),
);
const one = fc.oneof(plain, exotic);

interface Entry {
  readonly name: string;
  readonly value: Make;
  readonly how: 'value' | 'getter' | 'throw' | 'hidden' | 'symbol';
}

function define(target: object, { name, value, how }: Entry): void {
  // The length of an array is the one property that cannot be arbitrary.
  if (Array.isArray(target) && name === 'length') return;
  const common = { enumerable: how !== 'hidden', configurable: true };
  if (how === 'getter') Object.defineProperty(target, name, { get: value, ...common });
  else if (how === 'throw') Object.defineProperty(target, name, { get: boom, ...common });
  else
    Object.defineProperty(target, how === 'symbol' ? Symbol(name) : name, {
      value: value(),
      writable: true,
      ...common,
    });
}

function entries(values: fc.Arbitrary<Make>, maxLength: number): fc.Arbitrary<Entry[]> {
  const how = fc.constantFrom('value', 'value', 'value', 'getter', 'throw', 'hidden', 'symbol');
  return fc.array(fc.record({ name: names, value: values, how }), { maxLength });
}

function object(values: fc.Arbitrary<Make>, bases: readonly (() => object)[]): fc.Arbitrary<Make> {
  return fc
    .record({ own: entries(values, 6), base: fc.constantFrom(...bases), frozen: fc.boolean() })
    .map(({ own, base, frozen }) => () => {
      const made = base();
      for (const entry of own) define(made, entry);
      return frozen ? Object.freeze(made) : made;
    });
}

const bases = [() => ({}), () => Object.create(null) as object];
const oddBases = [...bases, () => [], () => boom.bind(null), () => new Date(0), () => new Map()];

const list: fc.Arbitrary<Make> = fc.array(one, { maxLength: 3 }).map((makers) => () => makers.map((each) => each()));

const attributeValue = fc.oneof(one, list, object(one, bases));

/** Creates an arbitrary value as a context. */
export const hostileContext: fc.Arbitrary<Make> = fc.oneof(
  { weight: 6, arbitrary: object(attributeValue, oddBases) },
  { weight: 2, arbitrary: object(plain, bases) },
  { weight: 1, arbitrary: exotic },
  { weight: 1, arbitrary: plain },
);
