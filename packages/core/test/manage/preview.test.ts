import { createFlagstaff } from '@flagstaff/core';
import type { Document, FlagDocument } from '@flagstaff/core';
import { manage } from '@flagstaff/core/management';
import type { Change, Management, Preview, PreviewOptions } from '@flagstaff/core/management';
import { describe, expect, it, onTestFinished } from 'vitest';

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
  {
    kind: 'flag',
    key: 'patched',
    type: 'boolean',
    rules: [{ when: { segment: 'staff' }, serve: 'on' }],
    environments: { production: { rules: [] } },
  },
  { kind: 'environment', key: 'production' },
  { kind: 'environment', key: 'staging' },
];
const contexts = Array.from({ length: 1_000 }, (_, index) => ({ targetingKey: `u${index}` }));
const set = (...changed: readonly Document[]): Change[] => changed.map((document) => ({ type: 'set', document }));

function managed(options: Parameters<typeof createFlagstaff>[0] = { bootstrap: documents }): Management {
  const flagstaff = createFlagstaff(options);
  onTestFinished(() => flagstaff.close());
  return manage(flagstaff);
}

describe('a preview', () => {
  it('returns which contexts would get another variant, and writes nothing', async () => {
    const flagstaff = createFlagstaff({ bootstrap: documents });
    onTestFinished(() => flagstaff.close());
    await flagstaff.ready();
    const { revision } = flagstaff;
    const preview = await manage(flagstaff).preview(set(rollout(30)), { contexts, environments: [null] });
    expect(preview.revision).toEqual(revision);
    const now = contexts.map((context) => flagstaff.forContext(context).isEnabled('rolled'));
    await manage(flagstaff).set(rollout(30));
    const then = contexts.map((context) => flagstaff.forContext(context).isEnabled('rolled'));
    const flipped = contexts.flatMap((_, index) => (now[index] === then[index] ? [] : [index]));
    expect(preview.flips?.counts).toEqual([
      { flag: 'rolled', environment: null, from: 'off', to: 'on', count: flipped.length },
    ]);
    expect(preview.flips?.examples.map(({ index }) => index)).toEqual(flipped.slice(0, 200));
    expect(preview.flips?.examples[0]).toEqual({
      flag: 'rolled',
      environment: null,
      index: flipped[0],
      context: contexts[flipped[0]!],
      from: { variant: 'off', reason: 'DEFAULT' },
      to: { variant: 'on', reason: 'TARGETING_MATCH' },
    });
    expect(flagstaff.revision?.number).toBe(revision!.number + 1);
  });

  it('follows segments and prerequisites to the flags that use them, in each environment', async () => {
    const management = managed();
    const wider: Document = { kind: 'segment', key: 'staff', include: ['u1', 'u2'], description: 'wider' };
    const { affected, flips, shares } = await management.preview(set(wider), { contexts });
    expect(affected.map(({ flag, environment, causes }) => [flag, environment, causes])).toEqual([
      ['for-staff', null, ['segment:staff']],
      ['needs-it', null, ['segment:staff']],
      ['patched', null, ['segment:staff']],
      ['for-staff', 'production', ['segment:staff']],
      ['needs-it', 'production', ['segment:staff']],
      // The patch of production hides the rule.
      ['for-staff', 'staging', ['segment:staff']],
      ['needs-it', 'staging', ['segment:staff']],
      ['patched', 'staging', ['segment:staff']],
    ]);
    expect(affected.every(({ fields, change }) => fields.length === 0 && change === 'changed')).toBe(true);
    expect(flips?.counts.every(({ count }) => count === 1)).toBe(true);
    expect(flips?.counts).toHaveLength(8);
    expect(shares).toEqual([]);
    expect((await management.preview(set({ ...wider, include: ['u1'] }))).affected).toEqual([]);
  });

  it('names the changes that cause each effect, apart from those that have none there', async () => {
    const management = managed();
    const causesOf = async (...changed: readonly Document[]): Promise<unknown> =>
      (await management.preview(set(...changed), { environments: ['production'] })).affected.map(({ flag, causes }) => [
        flag,
        causes,
      ]);
    const wider: Document = { kind: 'segment', key: 'staff', include: ['u1', 'u2'] };
    const child: Document = {
      kind: 'segment',
      key: 'child',
      parent: 'staff',
      when: { attribute: 'plan', operator: 'eq', value: 'pro' },
    };
    const both: FlagDocument = {
      kind: 'flag',
      key: 'for-staff',
      type: 'boolean',
      rules: [{ when: { segment: 'child' }, serve: 'on' }],
    };
    // The patch of production hides what the segment changes in "patched", and no flag there uses "rolled".
    expect(await causesOf(wider, child, both, rollout(30))).toEqual([
      ['for-staff', ['flag:for-staff', 'segment:child', 'segment:staff']],
      ['needs-it', ['flag:for-staff', 'segment:child', 'segment:staff']],
      ['rolled', ['flag:rolled']],
    ]);
  });

  it('leaves out what changes no answer', async () => {
    const management = managed();
    const flag: FlagDocument = {
      ...rollout(20),
      name: 'Rolled',
      description: 'x',
      tags: ['a'],
      owner: 'ada',
      removeBy: '2030-01-01',
      permanent: true,
      status: 'active',
      seed: 'rolled',
      default: 'off',
      overrides: [{ attribute: 'userId', value: '1', serve: 'on', expires: '2020-01-01' }],
      rules: [
        { name: 'none', enabled: false, serve: 'on' },
        { name: 'some', rollout: { percentage: 20 }, serve: 'on' },
      ],
    };
    expect(await management.preview(set(flag), { contexts })).toMatchObject({
      issues: [],
      conflicts: [],
      affected: [],
      shares: [],
      flips: { contexts: 1_000, counts: [], examples: [] },
    });
  });

  it('lists the fields that differ, at an instant', async () => {
    const management = managed();
    const later: FlagDocument = {
      ...rollout(20),
      metadata: { ticket: 7 },
      schedule: [{ at: '2030-01-01', set: { status: 'inactive' } }],
    };
    const fieldsOf = async (options: PreviewOptions): Promise<unknown> =>
      (await management.preview(set(later), { environments: ['staging'], ...options })).affected.map(
        ({ fields }) => fields,
      );
    const metadata = { field: 'metadata', from: {}, to: { ticket: 7 } };
    expect(await fieldsOf({ at: new Date('2029-01-01') })).toEqual([
      [{ field: 'schedule', from: [], to: later.schedule }, metadata],
    ]);
    expect(await fieldsOf({ at: new Date('2030-06-01') })).toEqual([
      [{ field: 'status', from: 'active', to: 'inactive' }, metadata],
    ]);
  });

  it('says that flags are created or deleted, and follows a new parent of an environment', async () => {
    const management = managed();
    const { affected } = await management.preview(
      [
        { type: 'set', document: { ...rollout(5), key: 'new' } },
        { type: 'delete', id: 'flag:needs-it' },
        { type: 'set', document: { kind: 'environment', key: 'staging', parent: 'production' } },
      ],
      { environments: ['staging'] },
    );
    const named = affected.map(({ fields, ...each }) => [
      each.flag,
      each.change,
      fields.map(({ field }) => field),
      each.causes,
    ]);
    expect(named).toEqual([
      ['needs-it', 'deleted', [], ['flag:needs-it']],
      ['new', 'created', [], ['flag:new']],
      ['patched', 'changed', ['rules'], ['environment:staging']],
    ]);
  });

  it('returns exact shares of rules, splits and the default', async () => {
    const management = managed({ bootstrap: [...documents, checkout({ classic: 50, express: 50 })] });
    const sharesOf = async (change: Document): Promise<unknown> =>
      (await management.preview(set(change), { environments: [null] })).shares.map(({ when, rules, moved, moves }) => ({
        when,
        rules,
        moved,
        moves,
      }));
    expect(await sharesOf(rollout(30))).toEqual([
      {
        when: null,
        rules: { before: [], after: [] },
        moved: close(0.1),
        moves: [{ from: 'off', to: 'on', share: close(0.1) }],
      },
    ]);
    expect(await sharesOf(checkout({ classic: 37.5, express: 62.5 }))).toEqual([
      {
        when: { attribute: 'plan', operator: 'eq', value: 'pro' },
        rules: { before: [0], after: [0] },
        moved: 0.125,
        moves: [{ from: 'classic', to: 'express', share: 0.125 }],
      },
    ]);
  });

  it('hides private attributes, and bounds examples', async () => {
    const management = managed({ bootstrap: documents, privateAttributes: ['email'] });
    const people = contexts.map((context) => ({ ...context, email: 'ada@example.com', long: 'x'.repeat(9_999) }));
    const { flips } = await management.preview(set({ ...rollout(20), status: 'inactive' }), { contexts: people });
    expect(flips?.examples).toHaveLength(200);
    expect(flips?.examples[0]?.context).toMatchObject({
      email: '(private)',
      targetingKey: flips?.examples[0]?.context['targetingKey'],
    });
    expect(JSON.stringify(flips).length).toBeLessThan(200_000);
  });

  it('continues when reading a context throws', async () => {
    const management = managed();
    const hostile = {
      get targetingKey(): string {
        throw new Error('gone');
      },
    };
    const { flips } = await management.preview(set(rollout(30)), { contexts: [hostile, ...contexts] });
    expect(flips?.counts[0]?.count).toBeGreaterThan(50);
    expect(flips?.examples.map(({ index }) => index)).not.toContain(0);
  });
});

const close = (share: number): unknown => expect.closeTo(share, 9);

const checkout = (split: { readonly [variant: string]: number }): FlagDocument => ({
  kind: 'flag',
  key: 'checkout',
  type: 'string',
  variants: { classic: 'c', express: 'e' },
  default: 'classic',
  rules: [{ when: { attribute: 'plan', operator: 'eq', value: 'pro' }, serve: { split } }],
});

describe('the validity of changes', () => {
  it('is reported with the path of each fault', async () => {
    const management = managed();
    const broken = { kind: 'flag', key: 'rolled', type: 'boolean', rules: [{ serve: 'blue' }] } as Document;
    const issuesOf = async (changes: readonly Change[]): Promise<Preview['issues']> => {
      const preview = await management.preview(changes, { contexts });
      expect(preview).toMatchObject({ affected: [], shares: [] });
      expect(preview.flips).toBeUndefined();
      return preview.issues;
    };
    expect(await issuesOf(set(broken))).toMatchObject([
      { change: 0, id: 'flag:rolled', path: '$.rules[0].serve', fault: 'meaning' },
    ]);
    expect(await issuesOf(set(rollout(1), 'text' as unknown as Document))).toMatchObject([
      { change: 1, id: null, path: '$', fault: 'shape' },
    ]);
    const dangling: Document = {
      kind: 'flag',
      key: 'new',
      type: 'boolean',
      rules: [{ when: { segment: 'none' }, serve: 'on' }],
    };
    expect(await issuesOf(set(dangling))).toMatchObject([
      { change: 0, id: 'flag:new', path: '$.rules[0].when.segment', fault: 'reference' },
    ]);
    expect(await issuesOf([{ type: 'delete', id: 'flag:for-staff' }])).toMatchObject([
      { change: null, id: 'flag:needs-it', fault: 'reference' },
    ]);
    expect(await issuesOf([{ type: 'delete', id: 'flag:gone' }])).toMatchObject([{ change: 0, id: 'flag:gone' }]);
    expect(await issuesOf(set(rollout(1), rollout(2)))).toMatchObject([{ change: 1, id: 'flag:rolled' }]);
  });

  it('includes conflicts of versions', async () => {
    const management = managed();
    const { version } = await management.set(rollout(25), { actor: 'bob' });
    const { conflicts } = await management.preview([
      { type: 'set', document: rollout(30), ifVersion: version - 1 },
      { type: 'set', document: { ...rollout(1), key: 'new' }, ifVersion: 3 },
      { type: 'delete', id: 'segment:staff', ifVersion: 1 },
    ]);
    expect(conflicts).toEqual([
      {
        change: 0,
        id: 'flag:rolled',
        ifVersion: version - 1,
        version,
        updatedBy: 'bob',
        updatedAt: expect.any(String) as string,
      },
      { change: 1, id: 'flag:new', ifVersion: 3, version: 0 },
    ]);
  });

  it('does not excuse malformed arguments', async () => {
    const management = managed();
    await expect(management.preview(set(rollout(1)), { environments: ['moon'] })).rejects.toMatchObject({
      code: 'ENVIRONMENT_NOT_FOUND',
    });
    const odd: readonly (readonly unknown[])[] = [
      [rollout(1)],
      [[rollout(1)]],
      [set(rollout(1)), { contexts: 'u1' }],
      [set(rollout(1)), { contexts: [{ targetingKey: 'u1' }, null] }],
      [set(rollout(1)), { at: new Date('soon') }],
      [set(rollout(1)), { at: '2030-01-01' }],
      [set(rollout(1)), { environments: 'staging' }],
    ];
    for (const given of odd) {
      await expect(
        management.preview(...(given as unknown as Parameters<Management['preview']>)),
      ).rejects.toMatchObject({ code: 'INVALID_OPTIONS' });
    }
  });
});
