import { createFlagstaff } from '@flagstaff/core';
import type { FlagDocument } from '@flagstaff/core';
import { explain } from '@flagstaff/core/explain';
import { manage } from '@flagstaff/core/management';
import type { Management } from '@flagstaff/core/management';
import { expect, it, onTestFinished } from 'vitest';

const AT = new Date('2026-06-01T12:00:00Z');
const FLAG: FlagDocument = {
  kind: 'flag',
  key: 'a',
  type: 'boolean',
  rules: [{ when: [{ segment: 'staff' }, { attribute: 'email', operator: 'ends_with', value: '.org' }], serve: 'on' }],
  environments: { live: { status: 'inactive' } },
};

async function managed(): Promise<{ flagstaff: ReturnType<typeof createFlagstaff>; management: Management }> {
  const flagstaff = createFlagstaff({ privateAttributes: ['email'] });
  onTestFinished(() => flagstaff.close());
  const management = manage(flagstaff);
  await management.commit(
    [
      { kind: 'environment', key: 'live' } as const,
      { kind: 'segment', key: 'staff', members: 'stored' } as const,
      FLAG,
    ].map((document) => ({ type: 'set', document })),
  );
  await management.addMembers('staff', ['ann']);
  return { flagstaff, management };
}

const ANN = { targetingKey: 'ann', email: 'ann@example.org' };

it('explains as an evaluator does', async () => {
  const { flagstaff, management } = await managed();
  for (const environment of [undefined, 'live']) {
    const evaluator = flagstaff.forContext(ANN, { at: AT, ...(environment === undefined ? {} : { environment }) });
    await evaluator.lookUpMembers();
    const found = await management.explain('a', ANN, { at: AT, environment });
    expect(found).toEqual(explain(evaluator, 'a'));
    expect(JSON.stringify(found)).not.toContain('example.org');
  }
  expect((await management.explain('a', ANN, { at: AT })).details.value).toBe(true);
});

it('explains a past revision, and changes that are not written', async () => {
  const { management } = await managed();
  await management.set({ ...FLAG, rules: [], default: 'off' });
  expect((await management.explain('a', ANN)).details).toMatchObject({ variant: 'off' });
  const past = await management.explain('a', ANN, { revision: 1 });
  expect(past).toMatchObject({ details: { variant: 'on' }, version: 1, revision: { number: 1 } });

  const draft = { type: 'set', document: { ...FLAG, rules: [], default: 'on' } } as const;
  expect((await management.explain('a', ANN, { changes: [draft] })).details.variant).toBe('on');
  const segment = { type: 'set', document: { kind: 'segment', key: 'staff', include: ['bob'] } } as const;
  expect((await management.explain('a', ANN, { revision: 1, changes: [segment] })).details.variant).toBe('off');
  expect((await management.get('flag:a'))?.version).toBe(2);
});

it('explains several contexts with the same documents', async () => {
  const { management } = await managed();
  const options = { at: AT, changes: [{ type: 'set', document: { ...FLAG, rules: [], default: 'off' } } as const] };
  const contexts = [ANN, { targetingKey: 'bob' }];
  const each = await Promise.all(contexts.map((context) => management.explain('a', context, options)));
  expect(await management.explainAll('a', contexts, options)).toEqual(each);
  expect(await management.explainAll('a', [])).toEqual([]);
  await expect(management.explainAll('a', ANN as never)).rejects.toMatchObject({ code: 'INVALID_OPTIONS' });
});

it('evaluates several flags for several contexts with the same documents', async () => {
  const { management } = await managed();
  await management.set({ kind: 'flag', key: 'b', type: 'boolean', default: 'on' });
  await management.set({ ...FLAG, rules: [], default: 'off' });
  const options = { at: AT, revision: 1 };
  const contexts = [ANN, { targetingKey: 'bob' }];
  const found = await management.evaluateAll(['a', 'b'], contexts, options);
  expect(found).toEqual([
    [expect.objectContaining({ variant: 'on' }), expect.objectContaining({ errorCode: 'FLAG_NOT_FOUND' })],
    [expect.objectContaining({ variant: 'off' }), expect.objectContaining({ errorCode: 'FLAG_NOT_FOUND' })],
  ]);
  const explained = await management.explainAll('a', contexts, options);
  expect(found.map(([a]) => a)).toEqual(explained.map(({ details }) => details));
  const now = await management.evaluateAll(['b', 'a'], [ANN], { at: AT });
  expect(now).toMatchObject([[{ variant: 'on' }, { variant: 'off' }]]);
});

it('rejects what cannot be explained', async () => {
  const { management } = await managed();
  const invalid = { ...FLAG, rules: [{ when: { segment: 'none' }, serve: 'on' }] };
  for (const [options, code] of [
    [{ changes: [{ type: 'set', document: invalid }] }, 'INVALID_DOCUMENT'],
    [{ environment: 'moon' }, 'ENVIRONMENT_NOT_FOUND'],
    [{ revision: 9 }, 'REVISION_NOT_FOUND'],
    [{ at: new Date(Number.NaN) }, 'INVALID_OPTIONS'],
    [{ drafts: [] }, 'INVALID_OPTIONS'],
  ] as const) {
    await expect(management.explain('a', ANN, options as never)).rejects.toMatchObject({ code });
  }
  await expect(management.explain('a', 'ann' as never)).rejects.toMatchObject({ code: 'INVALID_OPTIONS' });
  expect((await management.explain('none', ANN)).details.errorCode).toBe('FLAG_NOT_FOUND');
});
