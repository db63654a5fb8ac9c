import { createFlagstaff } from '@flagstaff/core';
import { httpStorage, relay } from '@flagstaff/relay';
import { expect, it } from 'vitest';

const url = 'https://flags.example';
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
  'the options': (options) => httpStorage(options),
  'the url': (it_) => httpStorage({ url: it_ }),
  'a header': (header) => httpStorage({ url, headers: { authorization: header } }),
  'the options of a relay': (options) => relay(flagstaff, options),
  'the basePath': (basePath) => relay(flagstaff, { authorize: 'anyone', basePath }),
};

it.each(Object.entries(FACTORIES))('rejects invalid values of %s', (_, make) => {
  for (const hostile of HOSTILE) {
    expect(() => make(hostile as never)).toThrow(expect.objectContaining({ code: 'INVALID_OPTIONS' }));
  }
});
