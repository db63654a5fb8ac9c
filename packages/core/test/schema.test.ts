import { readFileSync } from 'node:fs';
import { LIMITS } from '@flagstaff/core';
import { Ajv2020 } from 'ajv/dist/2020.js';
import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { parseDocument } from '../src/documents/parse-document.ts';
import { loadEngines } from './load-engines.ts';
import { anyJson, mutated, wellFormed } from './schema-documents.ts';
import { count, loadCases } from '@flagstaff/spec';

const schema = JSON.parse(
  readFileSync(new URL('../schema/document.schema.json', import.meta.url), 'utf8'),
) as unknown as Node;
const conforms = new Ajv2020({ strict: true, strictTypes: false, strictRequired: false }).compile(schema);

interface Node {
  readonly [keyword: string]: Node;
}

/** Returns the schema's keyword at a JSON pointer. */
function at(pointer: string): unknown {
  return pointer
    .split('/')
    .slice(1)
    .reduce<unknown>((node, name) => (node as Node)[name], schema);
}

/** Checks the relation between the schema and the parser for any value. Returns whether the schema accepts it. */
function agree(value: unknown): boolean {
  const accepted = conforms(value);
  const parsed = parseDocument(value);
  const faults = parsed.ok ? [] : parsed.issues.map(({ fault }) => fault);
  const agreed = accepted === !faults.includes('shape') && parsed.ok === (faults.length === 0);
  if (!agreed) throw new Error(JSON.stringify({ value, parsed, schema: conforms.errors }, undefined, 1));
  return accepted;
}

function tally(arbitrary: fc.Arbitrary<unknown>, runs: number): { accepted: number; refused: number } {
  const seen = { accepted: 0, refused: 0 };
  fc.assert(
    fc.property(arbitrary, (value) => {
      seen[agree(value) ? 'accepted' : 'refused'] += 1;
    }),
    { numRuns: runs },
  );
  return seen;
}

beforeAll(loadEngines);

describe('the schema and the parser agree', () => {
  it('on well-formed documents', () => {
    const runs = count(150, 3_000);
    expect(tally(wellFormed, runs)).toMatchObject({ accepted: runs });
  });

  it('on documents with a fault somewhere', () => {
    const runs = count(300, 6_000);
    const { accepted, refused } = tally(mutated, runs);
    expect(Math.min(accepted, refused)).toBeGreaterThan(runs / 12);
  });

  it('on any JSON', () => {
    const runs = count(150, 3_000);
    expect(tally(anyJson, runs).refused).toBeGreaterThan(runs / 2);
  });

  it('on the documents of the evaluation cases', () => {
    const documents = loadCases().flatMap((file) => file.documents);
    expect(documents.filter((document) => agree(document)).length).toBeGreaterThan(300);
  });
});

const key = (length: number): string => 'k'.repeat(length);
const flag = (more: object): object => ({ kind: 'flag', key: 'f', type: 'boolean', ...more });
const rule = (when: unknown): object => flag({ rules: [{ when, serve: 'on' }] });
const list = (length: number, item: unknown = 'x'): unknown[] => Array.from({ length }, () => item);
const dictionary = (size: number, value: unknown): object =>
  Object.fromEntries(list(size).map((_, index) => [`n${index}`, value]));

/** Each limit: a document that reaches it with `size`, and its place in the schema. */
const places: readonly (readonly [keyof typeof LIMITS, string, (size: number) => unknown])[] = [
  [
    'variants',
    '/$defs/flag/properties/variants/maxProperties',
    (n) => flag({ variants: dictionary(n, true), off: 'n0' }),
  ],
  [
    'variants',
    '/$defs/split/properties/split/maxProperties',
    (n) => flag({ variants: dictionary(Math.min(n, 256), true), off: 'n0', default: { split: dictionary(n, 1) } }),
  ],
  [
    'variants',
    '/$defs/prerequisite/properties/variants/maxItems',
    (n) => flag({ prerequisites: [{ flag: 'g', variants: list(n).map((_, index) => `v${index}`) }] }),
  ],
  ['rules', '/$defs/rules/maxItems', (n) => flag({ rules: list(n, { serve: 'on' }) })],
  [
    'prerequisites',
    '/$defs/flag/properties/prerequisites/maxItems',
    (n) => flag({ prerequisites: list(n).map((_, index) => ({ flag: `g${index}`, variants: ['on'] })) }),
  ],
  [
    'overrides',
    '/$defs/overrides/maxItems',
    (n) => flag({ overrides: list(n).map((_, index) => ({ attribute: 'a', value: index, serve: 'on' })) }),
  ],
  [
    'environments',
    '/$defs/flag/properties/environments/maxProperties',
    (n) => flag({ environments: dictionary(n, { status: 'inactive' }) }),
  ],
  [
    'schedule',
    '/$defs/schedule/maxItems',
    (n) => flag({ schedule: list(n, { at: '2026-12-01', set: { default: 'on' } }) }),
  ],
  [
    'ramp',
    '/$defs/rollout/properties/ramp/maxItems',
    (n) => flag({ rules: [{ rollout: { ramp: list(n, { at: '2026-12-01', percentage: 5 }) }, serve: 'on' }] }),
  ],
  ['members', '/$defs/members/maxItems', (n) => ({ kind: 'segment', key: 's', include: list(n) })],
  [
    'list',
    '/$defs/membership/properties/value/maxItems',
    (n) => rule({ attribute: 'a', operator: 'in', value: list(n) }),
  ],
  [
    'list',
    '/$defs/network/properties/value/anyOf/1/maxItems',
    (n) => rule({ attribute: 'a', operator: 'in_cidr', value: list(n, '::1') }),
  ],
  ['list', '/$defs/conditions/maxItems', (n) => rule({ all: list(n, { attribute: 'a', operator: 'exists' }) })],
  ['tags', '/$defs/tags/maxItems', (n) => flag({ tags: list(n).map((_, index) => `t${index}`) })],
  ['label', '/$defs/tags/items/maxLength', (n) => flag({ tags: [key(n)] })],
  ['metadata', '/$defs/flag/properties/metadata/maxProperties', (n) => flag({ metadata: dictionary(n, 1) })],
  ['label', '/$defs/metadataKey/maxLength', (n) => flag({ metadata: { [key(n)]: 1 } })],
  ['attribute', '/$defs/attribute/maxLength', (n) => rule({ attribute: key(n), operator: 'exists' })],
  ['seed', '/$defs/seed/maxLength', (n) => flag({ seed: key(n) })],
  [
    'cron',
    '/$defs/time/properties/cron/maxLength',
    (n) => rule({ time: { cron: `0 9 * * ${'mon,'.repeat(40)}`.slice(0, n - 1) + '1', duration: 'PT1H' } }),
  ],
  ['label', '/$defs/label/maxLength', (n) => flag({ name: key(n), owner: key(n) })],
  ['storageField', '/$defs/storedText/maxLength', (n) => flag({ createdAt: key(n), updatedBy: key(n) })],
  ['text', '/$defs/text/maxLength', (n) => flag({ description: key(n) })],
  ['text', '/$defs/text/maxLength', (n) => rule({ attribute: 'a', operator: 'eq', value: key(n) })],
  [
    'pattern',
    '/$defs/pattern/properties/value/maxLength',
    (n) => rule({ attribute: 'a', operator: 'matches', value: key(n) }),
  ],
];

describe('sizes', () => {
  it('are all listed in the schema, with the same numbers', () => {
    expect(at('/$defs/limits/const')).toEqual(LIMITS);
  });

  it.each(places)('%s: %s', (name, pointer, document) => {
    const limit = LIMITS[name];
    expect(at(pointer)).toBe(limit);
    expect(agree(document(limit))).toBe(true);
    expect(agree(document(limit + 1))).toBe(false);
  });

  it('of keys: 128 characters', () => {
    expect(agree({ kind: 'segment', key: key(128) })).toBe(true);
    expect(agree({ kind: 'segment', key: key(129) })).toBe(false);
  });
});

describe('names of Object.prototype', () => {
  const names = Object.getOwnPropertyNames(Object.prototype);

  it('are the ones that the schema rejects', () => {
    expect((at('/$defs/objectPrototypeName/enum') as string[]).toSorted()).toEqual(names.toSorted());
  });

  it.each(names)('%s is not valid as a key, a variant or metadata', (name) => {
    const own = (value: unknown): object => Object.fromEntries([[name, value]]);
    expect(agree({ kind: 'flag', key: name, type: 'boolean' })).toBe(false);
    expect(agree(flag({ variants: own(true), off: name }))).toBe(false);
    expect(agree(flag({ metadata: own('x') }))).toBe(false);
    expect(agree(flag({ environments: own({}) }))).toBe(false);
    expect(agree(rule({ segment: name }))).toBe(false);
    expect(agree(rule({ attribute: name, operator: 'exists' }))).toBe(true);
  });
});
