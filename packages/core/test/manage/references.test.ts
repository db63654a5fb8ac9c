import { createFlagstaff } from '@flagstaff/core';
import type { Document } from '@flagstaff/core';
import { manage } from '@flagstaff/core/management';
import type { References } from '@flagstaff/core/management';
import { expect, it, onTestFinished } from 'vitest';

const holdout = { name: 'control', percentage: 5 } as const;
const inNamespace = (name: string, range: readonly [number, number]) => ({ namespace: { name, range }, serve: 'on' });

const DOCUMENTS: readonly Document[] = [
  { kind: 'environment', key: 'base' },
  { kind: 'environment', key: 'live', parent: 'base' },
  { kind: 'segment', key: 'staff', include: ['ann'] },
  { kind: 'segment', key: 'eu', parent: 'staff', when: { attribute: 'country', operator: 'eq', value: 'FR' } },
  { kind: 'flag', key: 'api', type: 'boolean', holdout, rules: [inNamespace('pages', [0, 50])] },
  {
    kind: 'flag',
    key: 'page',
    type: 'boolean',
    holdout,
    prerequisites: [{ flag: 'api', variants: ['on'] }],
    environments: {
      live: { schedule: [{ at: '2999-01-01', set: { rules: [inNamespace('pages', [50, 100])] } }] },
    },
    rules: [{ when: { not: { segment: 'eu' } }, serve: 'on' }],
  },
  { kind: 'flag', key: 'alone', type: 'boolean' },
];

it('finds what a document uses, what uses it, and which flags share its buckets', async () => {
  const flagstaff = createFlagstaff();
  onTestFinished(() => flagstaff.close());
  const management = manage(flagstaff);
  await management.commit(DOCUMENTS.map((document) => ({ type: 'set', document })));
  const lines = (references: References['uses']): string[] =>
    references.map(({ from, as, to, depth }) => `${depth} ${from} ${as} ${to}`).toSorted();

  const page = await management.referencesOf('flag:page');
  expect(lines(page.uses)).toEqual([
    '1 flag:page environment environment:live',
    '1 flag:page prerequisite flag:api',
    '1 flag:page segment segment:eu',
    '2 environment:live parent environment:base',
    '2 segment:eu parent segment:staff',
  ]);
  expect(page.usedBy).toEqual([]);
  expect(page.shared).toEqual([
    { type: 'namespace', name: 'pages', flags: ['api'] },
    { type: 'holdout', name: 'control', flags: ['api'] },
  ]);
  const staff = await management.referencesOf('segment:staff');
  expect(lines(staff.usedBy)).toEqual(['1 segment:eu parent segment:staff', '2 flag:page segment segment:eu']);
  expect(lines((await management.referencesOf('environment:base')).usedBy)).toEqual([
    '1 environment:live parent environment:base',
    '2 flag:page environment environment:live',
  ]);
  expect(await management.referencesOf('flag:alone')).toEqual({ uses: [], usedBy: [], shared: [] });
  await expect(management.referencesOf('flag:none')).rejects.toMatchObject({ code: 'DOCUMENT_NOT_FOUND' });
  await expect(management.referencesOf('none' as never)).rejects.toMatchObject({ code: 'INVALID_OPTIONS' });
});

it('returns what evaluating a document needs, at one revision', async () => {
  const flagstaff = createFlagstaff();
  onTestFinished(() => flagstaff.close());
  const management = manage(flagstaff);
  const { revision } = await management.commit(DOCUMENTS.map((document) => ({ type: 'set', document })));
  const page = await management.closureOf('flag:page');
  expect(page.revision).toEqual(revision);
  const ids = page.documents.map(({ kind, key }) => `${kind}:${key}`);
  expect(ids[0]).toBe('flag:page');
  expect(ids.toSorted()).toEqual([
    'environment:base',
    'environment:live',
    'flag:api',
    'flag:page',
    'segment:eu',
    'segment:staff',
  ]);
  expect((await management.closureOf('flag:alone')).documents.map(({ key }) => key)).toEqual(['alone', 'base', 'live']);
  await expect(management.closureOf('flag:none')).rejects.toMatchObject({ code: 'DOCUMENT_NOT_FOUND' });
});
