import type { DocumentId } from '@flagstaff/core';
import assert from 'node:assert/strict';
import { cases } from '../case.ts';
import type { Theme } from '../case.ts';
import { assertSameDocument, flag, ids } from '../documents.ts';

const ODD_KEYS = [
  '0',
  '42',
  'a.b.c',
  'a-b--c',
  'a_b',
  'a__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'null',
  'undefined',
  'true',
  'NaN',
  '1e3',
  '007',
  'x'.repeat(128),
  `${'x'.repeat(127)}y`,
];

const CASES = ['Checkout', 'checkout', 'CHECKOUT', 'checkOut'];

export const identifiers: Theme = {
  name: 'ids',
  cases: cases([], {
    'an id may contain any valid key': async ({ storage }) => {
      for (const key of ODD_KEYS) await storage.set(flag(key, `it is ${key}`));
      assert.deepEqual(ids(await storage.list()), ODD_KEYS.map((key) => `flag:${key}`).sort());
      for (const key of ODD_KEYS) assertSameDocument(await storage.get(`flag:${key}`), flag(key, `it is ${key}`));
      for (const key of ODD_KEYS) assert.equal(await storage.delete(`flag:${key}`), true, key);
      assert.deepEqual(await storage.list(), []);
    },

    'ids are case-sensitive': async ({ storage }) => {
      for (const key of CASES) assert.equal((await storage.set(flag(key, key), { ifVersion: 0 })).version, 1, key);
      for (const key of CASES) assertSameDocument(await storage.get(`flag:${key}`), flag(key, key));
      await storage.delete('flag:checkout');
      assert.equal((await storage.list()).length, CASES.length - 1);
    },

    'ids that were never written are missing, whatever their name': async ({ storage }) => {
      await storage.set(flag('a'));
      const absent: DocumentId[] = [
        'flag:__proto__',
        'flag:constructor',
        'flag:toString',
        'segment:a',
        'flag:A',
        'flag:a ',
        'flag:*',
        'flag:%',
        'flag:_',
      ];
      for (const id of absent) assert.equal(await storage.get(id), undefined, id);
      for (const id of absent) assert.equal(await storage.delete(id), false, id);
      assert.deepEqual(ids(await storage.list()), ['flag:a']);
    },
  }),
};
