import { drizzleStorage } from '@flagstaff/drizzle';
import { flagstaffTables } from '@flagstaff/drizzle/pg';
import { expect, it } from 'vitest';

const url = 'postgres://localhost:5432/none';

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
  'the options': (options) => drizzleStorage(options),
  'the url': (it_) => drizzleStorage({ url: it_ }),
  'the database': (db) => drizzleStorage({ db }),
  'the tablePrefix': (tablePrefix) => drizzleStorage({ url, tablePrefix: tablePrefix ?? 5 }),
  'the schema': (schema) => drizzleStorage({ url, schema }),
  'the listen url': (listen) => drizzleStorage({ url, listen }),
  'the prefix of tables': (prefix) => flagstaffTables({ prefix }),
  'the schema of tables': (schema) => flagstaffTables({ schema }),
};

it.each(Object.entries(FACTORIES))('rejects invalid values of %s', (_, make) => {
  for (const hostile of HOSTILE) {
    expect(() => make(hostile as never)).toThrow(expect.objectContaining({ code: 'INVALID_OPTIONS' }));
  }
});
