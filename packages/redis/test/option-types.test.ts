import { redisStorage } from '@flagstaff/redis';
import { expect, it } from 'vitest';

const url = 'redis://localhost:6379/0';

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
  'the options': (options) => redisStorage(options),
  'the url': (it_) => redisStorage({ url: it_ }),
  'the client': (client) => redisStorage({ client }),
  'the prefix': (prefix) => redisStorage({ url, prefix: prefix ?? 5 }),
};

it.each(Object.entries(FACTORIES))('rejects invalid values of %s', (_, make) => {
  for (const hostile of HOSTILE) {
    expect(() => make(hostile as never)).toThrow(expect.objectContaining({ code: 'INVALID_OPTIONS' }));
  }
});
