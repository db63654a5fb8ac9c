import { hostileJson, hostileText, NAMES, put, record } from './json.ts';
import type { Random } from './random.ts';

class Trap extends Error {}

const boom = (): never => {
  throw new Trap('a trap threw');
};

/** Returns whether an error was thrown by a hostile value itself when it was read. */
export function isTrap(error: unknown): boolean {
  return error instanceof Trap || (error instanceof TypeError && error.message.includes('proxy'));
}

/** Values that only a program can pass, because JSON cannot represent them. Each is created anew. */
const EXOTIC: readonly ((random: Random) => unknown)[] = [
  () => undefined,
  () => Symbol('s'),
  () => Symbol.iterator,
  () => 10n,
  () => Number.NaN,
  () => Number.POSITIVE_INFINITY,
  () => new Date(0),
  () => new Date(Number.NaN),
  () => /x/g,
  () =>
    new Map<unknown, unknown>([
      ['a', 'on'],
      [{}, 1],
    ]),
  () => new Set([1]),
  () => new WeakMap(),
  () => boom,
  () => () => undefined,
  () => rejecting(),
  () => Map,
  () => Object('x') as unknown,
  () => Object(1) as unknown,
  () => Object(1n) as unknown,
  () => new Uint8Array(40),
  () => new Float64Array([Number.NaN]),
  () => new ArrayBuffer(8),
  () => new Error('x', { cause: new Error('y') }),
  () => new URL('http://127.0.0.1:1/a?b#c'),
  () => new URL('file:///nowhere/at/all.json'),
  () => Promise.resolve({ a: 1 }),
  () => thenable(boom),
  () => thenable((resolve) => resolve('later')),
  () => ({ toString: boom, valueOf: boom, toJSON: boom, [Symbol.toPrimitive]: boom }),
  () => ({ toJSON: () => ({ kind: 'flag', key: 'a' }) }),
  () => Object.create(null) as object,
  () => Object.create({ kind: 'flag', key: 'inherited', type: 'boolean', url: 'redis://127.0.0.1:1' }) as object,
  // oxlint-disable-next-line unicorn/no-new-array -- with holes
  () => new Array(3),
  () => Object.assign([1, 2], { length: 5, extra: 1 }),
  () => Object.freeze({ a: Object.freeze([1]) }),
  () => cycle(),
  () => selfCaused(),
  () => throwingProxy(),
  () => lyingProxy(),
  () => revoked(),
  () => new Proxy([], { get: boom }),
  () => new Proxy(boom, {}),
  (random) => getter(random),
  function* () {
    yield 1;
  },
];

/** Returns any value. JSON could represent half of them. */
export function hostileValue(random: Random, depth = 2): unknown {
  if (random.chance(0.4)) return hostileJson(random, depth);
  if (depth > 0 && random.chance(0.3)) return record(random, () => hostileValue(random, depth - 1));
  if (depth > 0 && random.chance(0.2)) {
    return Array.from({ length: random.below(4) }, () => hostileValue(random, depth - 1));
  }
  return random.pick(EXOTIC)(random);
}

function thenable(then: (resolve: (value: unknown) => void) => void): object {
  const made = {};
  put(made, 'then', then);
  return made;
}

/** Rejects, except where the language calls it and drops its promise, which could then not be handled. */
function rejecting(): () => Promise<void> {
  async function made(this: unknown): Promise<void> {
    const owner = Object(this) as Readonly<Record<string, unknown>>;
    if (!['toJSON', 'then', 'toString', 'valueOf'].some((name) => owner[name] === made)) boom();
  }
  return made;
}

function cycle(): object {
  const made: Record<string, unknown> = { kind: 'flag', key: 'a' };
  made['a'] = made;
  made['list'] = [made];
  return made;
}

function selfCaused(): Error {
  const error = new Error('x');
  error.cause = error;
  return error;
}

function throwingProxy(): object {
  const traps = { get: boom, has: boom, ownKeys: boom, getOwnPropertyDescriptor: boom, getPrototypeOf: boom };
  return new Proxy({}, traps);
}

/** Returns another value at every read. */
function lyingProxy(): object {
  let looks = 0;
  return new Proxy(
    {},
    {
      get: (_, name) => (typeof name === 'symbol' ? undefined : (looks += 1) % 2 === 0 ? 'a' : ['a']),
      has: () => true,
      ownKeys: () => ['kind', 'key', 'a'],
      getOwnPropertyDescriptor: () => ({ value: looks, enumerable: true, configurable: true, writable: true }),
    },
  );
}

function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

function getter(random: Random): object {
  const made = { kind: 'flag', key: 'a' };
  put(made, random.pick(NAMES), hostileText(random));
  Object.defineProperty(made, random.pick(NAMES), {
    get: random.chance(0.5) ? boom : () => hostileText(random),
    enumerable: true,
    configurable: true,
  });
  return made;
}
