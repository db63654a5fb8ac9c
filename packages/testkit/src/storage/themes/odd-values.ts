import type { Document, JsonValue } from '@flagstaff/core';
import type { FullStorageBackend } from '@flagstaff/core/storage';
import assert from 'node:assert/strict';
import { cases } from '../case.ts';
import type { CaseBody, Theme } from '../case.ts';
import { assertSameDocument, flag, flagWithValue } from '../documents.ts';

const nested = (levels: number): JsonValue =>
  levels === 0 ? 'deep' : levels % 2 ? [nested(levels - 1)] : { a: nested(levels - 1) };

/** Values by description. Written as JSON text where a literal would have another meaning. */
const ODD_VALUES: { readonly [oddity: string]: JsonValue } = {
  'NUL and other control characters': '\u0000 \u0001 \u001f \u007f \u2028 \u2029 \ufeff \r\n\t',
  'a lone surrogate': '\ud83d and \ude00',
  'accents, composed and decomposed': 'José Jose\u0301',
  'CJK and right-to-left text': '日本語 中文 한국어 עברית العربية',
  'emoji, including joined ones': '😀 👩‍👩‍👧‍👦 🇳🇱',
  'quotes and escapes': '\'"`\\/ \\u0041 \\0 $1 :name ? -- /* ${x} {{y}} %s',
  'a very long text': 'long '.repeat(20_000),
  'strings that look like other types': ['0.1', 'true', 'false', 'null', '[]', '{}', '', ' ', '1e3', 'undefined'],
  'numbers at the edges': [
    0,
    0.1,
    0.1 + 0.2,
    -1.5,
    1e300,
    5e-324,
    Number.MAX_VALUE,
    Number.MAX_SAFE_INTEGER,
    2 ** 53 + 2,
    12_345_678_901_234_567_000,
    1e21,
  ],
  'negative zero, which JSON writes as 0': -0,
  'null and booleans': [null, true, false],
  'empty lists and objects': [[], {}, [[]], [{}], { a: [], b: {} }],
  'the names of Object.prototype': JSON.parse(
    '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}},"toString":1,"hasOwnProperty":null}',
  ) as JsonValue,
  'the names that stores add': { version: 7, createdAt: 'x', updatedAt: null, updatedBy: [] },
  'names that are empty, numeric or out of order': { '': 1, z: 1, a: 2, '10': 3, '9': 4, 'a.b': 5, $ref: 6 },
  'thirty levels of nesting': nested(30),
};

async function assertComesBack(storage: FullStorageBackend, written: Document): Promise<void> {
  assertSameDocument(await storage.set(written), written);
  assertSameDocument(await storage.get(`flag:${written.key}`), written);
  assertSameDocument(
    (await storage.list()).find(({ key }) => key === written.key),
    written,
  );
}

const oddities = Object.fromEntries(
  Object.entries(ODD_VALUES).map(([oddity, value]): [string, CaseBody] => [
    `preserves ${oddity}`,
    async ({ storage }) => assertComesBack(storage, flagWithValue('odd', value)),
  ]),
);

export const oddValues: Theme = {
  name: 'odd values',
  cases: [
    ...cases([], {
      ...oddities,

      'preserves the names of Object.prototype as names of variants and metadata': async ({ storage }) => {
        const metadata = JSON.parse('{"__proto__":"x","constructor":1,"toString":true}') as Record<string, string>;
        const variants = JSON.parse('{"__proto__":1,"constructor":2,"valueOf":3}') as Record<string, number>;
        await assertComesBack(storage, {
          kind: 'flag',
          key: 'names',
          type: 'number',
          variants,
          default: { split: variants },
          metadata,
        });
        assert.equal('polluted' in {}, false);
      },

      'preserves the order of variants and weights': async ({ storage }) => {
        const weights = { zebra: 1, apple: 2, mango: 3 };
        await assertComesBack(storage, {
          kind: 'flag',
          key: 'ordered',
          type: 'number',
          variants: weights,
          default: { split: weights },
        });
      },

      'accepts unknown properties of documents': async ({ storage }) => {
        const fromTheFuture = { ...flag('later'), schemaVersion: 9, anything: { goes: [1, 'x', null] } };
        await assertComesBack(storage, fromTheFuture);
      },
    }),
    ...cases(['commit', 'history'], {
      'preserves odd values in the history': async ({ storage }) => {
        const written = flagWithValue('odd', Object.values(ODD_VALUES));
        await storage.commit([{ type: 'set', document: written }]);
        const [commit] = (await storage.history()).items;
        assertSameDocument(commit?.changes[0]?.after, written);
      },
    }),
    ...cases(['snapshot'], {
      'preserves odd values in a snapshot': async ({ storage }) => {
        const written = flagWithValue('odd', Object.values(ODD_VALUES));
        await storage.set(written);
        assertSameDocument((await storage.snapshot()).documents[0], written);
      },
    }),
  ],
};
