import { createFlagstaff } from '@flagstaff/core';
import type { Document, FlagDocument, FlagstaffEvents } from '@flagstaff/core';
import { manage } from '@flagstaff/core/management';
import { expect, it, onTestFinished } from 'vitest';

const flag = (key: string, more: Partial<FlagDocument> = {}): FlagDocument => ({
  kind: 'flag',
  key,
  type: 'boolean',
  default: 'on',
  ...more,
});

const documents: Document[] = [
  { kind: 'segment', key: 'staff', include: ['ada'] },
  { kind: 'segment', key: 'testers', parent: 'staff', include: ['ada'] },
  flag('for-testers', { default: 'off', rules: [{ when: { segment: 'testers' }, serve: 'on' }] }),
  flag('payments'),
  flag('checkout', { prerequisites: [{ flag: 'payments', variants: ['on'] }] }),
  flag('one-click', { prerequisites: [{ flag: 'checkout', variants: ['on'] }] }),
  flag('alone'),
];

async function changesOf(...written: Document[]): Promise<FlagstaffEvents['change']> {
  const flagstaff = createFlagstaff({ bootstrap: documents });
  onTestFinished(() => flagstaff.close());
  await flagstaff.ready();
  const changes: FlagstaffEvents['change'][] = [];
  flagstaff.on('change', (change) => changes.push(change));
  await manage(flagstaff).commit(written.map((document) => ({ type: 'set', document })));
  expect(changes).toHaveLength(1);
  return changes[0]!;
}

it('lists the flags that use a changed segment, directly or not', async () => {
  const change = await changesOf({ kind: 'segment', key: 'staff', include: ['bob'] });
  expect(change.changed).toEqual(['segment:staff']);
  expect(change.affectedFlags).toEqual(['for-testers']);
});

it('lists the flags that require a changed flag', async () => {
  const change = await changesOf(flag('payments', { default: 'off' }));
  expect([...change.affectedFlags].sort()).toEqual(['checkout', 'one-click', 'payments']);
});

it('lists nothing else', async () => {
  expect((await changesOf(flag('alone', { default: 'off' }))).affectedFlags).toEqual(['alone']);
  expect((await changesOf({ kind: 'segment', key: 'new' })).affectedFlags).toEqual([]);
});
