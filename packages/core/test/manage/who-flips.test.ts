import { createFlagstaff } from '@flagstaff/core';
import type { Document, FlagDocument } from '@flagstaff/core';
import { manage } from '@flagstaff/core/management';
import type { Management } from '@flagstaff/core/management';
import { expect, it } from 'vitest';

const rollout = (percentage: number): FlagDocument => ({
  kind: 'flag',
  key: 'rolled',
  type: 'boolean',
  rules: [{ rollout: { percentage }, serve: 'on' }],
});
const documents: readonly Document[] = [
  { kind: 'segment', key: 'staff', include: ['u1'] },
  rollout(20),
  { kind: 'flag', key: 'for-staff', type: 'boolean', rules: [{ when: { segment: 'staff' }, serve: 'on' }] },
  {
    kind: 'flag',
    key: 'needs-it',
    type: 'boolean',
    default: 'on',
    prerequisites: [{ flag: 'for-staff', variants: ['on'] }],
  },
  { kind: 'environment', key: 'staging' },
];
const contexts = Array.from({ length: 1_000 }, (_, index) => ({ targetingKey: `u${index}` }));

it('returns which contexts would get another variant, and writes nothing', async () => {
  const flagstaff = createFlagstaff({ bootstrap: documents });
  await flagstaff.ready();
  const { revision } = flagstaff;
  const { flags, changes } = await manage(flagstaff).previewImpact([rollout(30)], contexts);
  const now = contexts.map((context) => flagstaff.forContext(context).isEnabled('rolled'));
  await manage(flagstaff).set(rollout(30));
  const then = contexts.map((context) => flagstaff.forContext(context).isEnabled('rolled'));
  const flipped = contexts.flatMap((_, index) => (now[index] === then[index] ? [] : [index]));
  expect(changes.map(({ index }) => index)).toEqual(flipped);
  expect(flags).toEqual({ rolled: flipped.length });
  expect(changes[0]).toMatchObject({
    flag: 'rolled',
    from: { variant: 'off', reason: 'DEFAULT' },
    to: { variant: 'on', reason: 'TARGETING_MATCH' },
  });
  // Raising a percentage excludes no subject.
  expect(changes.every(({ to }) => to.variant === 'on')).toBe(true);
  expect(flagstaff.revision?.number).toBe(revision!.number + 1);
  await flagstaff.close();
});

it('follows segments and prerequisites to the affected flags', async () => {
  const flagstaff = createFlagstaff({ bootstrap: documents });
  const { flags, changes } = await manage(flagstaff).previewImpact(
    [{ kind: 'segment', key: 'staff', include: ['u1', 'u2'] }],
    contexts,
  );
  expect(flags).toEqual({ 'for-staff': 1, 'needs-it': 1 });
  expect(changes.map(({ flag, index }) => [flag, index])).toEqual([
    ['for-staff', 2],
    ['needs-it', 2],
  ]);
  await flagstaff.close();
});

it('evaluates at another instant, or in another environment', async () => {
  const flagstaff = createFlagstaff({ bootstrap: documents });
  const later: FlagDocument = { ...rollout(20), schedule: [{ at: '2030-01-01', set: { status: 'inactive' } }] };
  expect((await manage(flagstaff).previewImpact([later], contexts)).changes).toEqual([]);
  const { changes } = await manage(flagstaff).previewImpact([later], contexts, { at: new Date('2030-06-01') });
  expect(changes.every(({ to }) => to.reason === 'DISABLED')).toBe(true);
  const staged: FlagDocument = { ...rollout(20), environments: { staging: { default: 'on' } } };
  expect((await manage(flagstaff).previewImpact([staged], contexts)).changes).toEqual([]);
  expect(
    (await manage(flagstaff).previewImpact([staged], contexts, { environment: 'staging' })).changes.length,
  ).toBeGreaterThan(700);
  await flagstaff.close();
});

it('continues when reading a context throws', async () => {
  const flagstaff = createFlagstaff({ bootstrap: documents });
  const hostile = {
    get targetingKey(): string {
      throw new Error('gone');
    },
  };
  const sample = [hostile, ...contexts];
  const { changes } = await manage(flagstaff).previewImpact([rollout(30)], sample);
  expect(changes.length).toBeGreaterThan(50);
  expect(changes.map(({ index }) => index)).not.toContain(0);
  await flagstaff.close();
});

it('reports an invalid change', async () => {
  const flagstaff = createFlagstaff({ bootstrap: documents });
  const broken = { kind: 'flag', key: 'rolled', type: 'boolean', rules: [{ serve: 'blue' }] } as Document;
  await expect(manage(flagstaff).previewImpact([broken], contexts)).rejects.toMatchObject({ code: 'INVALID_DOCUMENT' });
  const dangling: Document = {
    kind: 'flag',
    key: 'new',
    type: 'boolean',
    rules: [{ when: { segment: 'none' }, serve: 'on' }],
  };
  await expect(manage(flagstaff).previewImpact([dangling], contexts)).rejects.toMatchObject({
    code: 'INVALID_DOCUMENT',
  });
  await expect(manage(flagstaff).previewImpact([rollout(1)], contexts, { environment: 'moon' })).rejects.toMatchObject({
    code: 'ENVIRONMENT_NOT_FOUND',
  });
  const odd: readonly (readonly unknown[])[] = [
    [rollout(1), contexts],
    [[rollout(1)], 'u1'],
    [[rollout(1)], [{ targetingKey: 'u1' }, null]],
    [[rollout(1)], contexts, { at: new Date('soon') }],
    [[rollout(1)], contexts, { at: '2030-01-01' }],
  ];
  for (const given of odd) {
    await expect(
      manage(flagstaff).previewImpact(...(given as unknown as Parameters<Management['previewImpact']>)),
    ).rejects.toMatchObject({
      code: 'INVALID_OPTIONS',
    });
  }
  await flagstaff.close();
});
