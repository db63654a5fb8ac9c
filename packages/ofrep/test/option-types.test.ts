import { createFlagstaff } from '@flagstaff/core';
import { ofrep, staticKeys } from '@flagstaff/ofrep';
import { expect, it } from 'vitest';

const flagstaff = createFlagstaff();
const authorize = 'anyone';

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
  'the options': (options) => ofrep(flagstaff, options),
  'the basePath': (basePath) => ofrep(flagstaff, { authorize, basePath }),
  'the secret': (secret) => ofrep(flagstaff, { authorize, events: { secret } }),
  'the keys': (keys) => staticKeys(keys),
  'a list of keys of another class': () => staticKeys(Object.assign([''], { constructor: 5 })),
  'a key': (key) => staticKeys(['a-key-of-the-right-length', key]),
  'an origin': (origin) =>
    ofrep(flagstaff, { authorize, cors: { origins: [typeof origin === 'string' ? (5 as never) : origin] } }),
};

it.each(Object.entries(FACTORIES))('rejects invalid values of %s', (_, make) => {
  for (const hostile of HOSTILE) {
    expect(() => make(hostile as never)).toThrow(expect.objectContaining({ code: 'INVALID_OPTIONS' }));
  }
});
