import { createFlagstaff } from '@flagstaff/core';
import { FlagstaffProvider } from '@flagstaff/openfeature';
import { expect, it } from 'vitest';

const flagstaff = createFlagstaff();

/** Values that no name, path or URL can have. */
const HOSTILE: readonly unknown[] = [
  { raw: 'x' },
  {
    toString: (): never => {
      throw new Error('was read');
    },
  },
  Object.create(null),
  [],
  ['x'],
  0,
  Number.NaN,
  2 ** 53,
  10n,
  Symbol('x'),
  () => 'x',
  null,
  '\0',
];

const FACTORIES: { readonly [option: string]: (hostile: never) => unknown } = {
  'the client': (client) => new FlagstaffProvider(client),
  'a method of the client': (forEnvironment) =>
    new FlagstaffProvider(typeof forEnvironment === 'function' ? (null as never) : { ...flagstaff, forEnvironment }),
  'the environment': (environment) => new FlagstaffProvider(flagstaff, { environment }),
  'the readyTimeoutMs': (ms) => new FlagstaffProvider(flagstaff, { readyTimeoutMs: typeof ms === 'number' ? -1 : ms }),
  'the function onTrack': (onTrack) =>
    new FlagstaffProvider(flagstaff, { onTrack: typeof onTrack === 'function' ? (5 as never) : onTrack }),
};

it.each(Object.entries(FACTORIES))('rejects invalid values of %s', (_, make) => {
  for (const hostile of HOSTILE) {
    expect(() => make(hostile as never)).toThrow(expect.objectContaining({ code: 'INVALID_OPTIONS' }));
  }
});
