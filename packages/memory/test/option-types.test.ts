import { createFlagstaff } from '@flagstaff/core';
import { lastKnownGoodFile } from '@flagstaff/core/node';
import { createMemoryStorage, failover, readOnly } from '@flagstaff/core/storage';
import { fileStorage } from '@flagstaff/memory/file';
import { expect, it } from 'vitest';

const storage = createMemoryStorage();

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

/** A plain object has no options, or an unknown one. */
const isEmpty = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value);

const FACTORIES: { readonly [option: string]: (hostile: never) => unknown } = {
  'the options of a client': (options) => createFlagstaff(isEmpty(options) ? (5 as never) : options),
  'the environment': (environment) => createFlagstaff({ environment }),
  'the storage': (it_) => createFlagstaff({ storage: it_ }),
  'the flags': (flags) => createFlagstaff({ definitions: isEmpty(flags) ? (5 as never) : flags }),
  'a private attribute': (name) =>
    createFlagstaff({ privateAttributes: [typeof name === 'string' ? (5 as never) : name] }),
  'the backend of readOnly': (it_) => readOnly(it_),
  'the primary': (primary) => failover(primary, storage),
  'the secondary': (secondary) => failover(storage, secondary),
  'the name': (name) => createMemoryStorage({ name }),
  'the path': (path) => fileStorage({ path }),
  'the options of a file': (options) => fileStorage(options),
  'the path of a copy': (path) => lastKnownGoodFile(path),
};

it.each(Object.entries(FACTORIES))('rejects invalid values of %s', (_, make) => {
  for (const hostile of HOSTILE) {
    expect(() => make(hostile as never)).toThrow(expect.objectContaining({ code: 'INVALID_OPTIONS' }));
  }
});
