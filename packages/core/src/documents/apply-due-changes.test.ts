import { count } from '@flagstaff/spec';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FlagDocument, FlagPatch } from '../model/flag.ts';
import { patchValues } from './patch-fields.ts';
import { applyDueChanges, hasDueChanges } from './apply-due-changes.ts';
import { differences } from './compare-flags.ts';
import { flagAt } from './flag-at.ts';
import { parseDocument } from './parse-document.ts';
import { patchesOf, patchFlag } from './patch-flag.ts';
import { promoteFlag } from './promote-flag.ts';

const chains = [
  ['production'],
  ['production', 'staging'],
  ['production', 'staging', 'preview'],
  ['production', 'demo'],
  ['lab'],
];
const day = (number: number): string => new Date(Date.UTC(2026, 0, number)).toISOString();
const instants = [1, 2, 3, 4, 5, 6].map((number) => Date.parse(day(number)));
const now = instants[2]!;

const variant = fc.constantFrom('on', 'off', 'a');
const fields = {
  status: fc.constantFrom('active' as const, 'inactive' as const),
  off: variant,
  default: variant,
  overrides: fc.array(fc.record({ attribute: fc.constant('x'), value: fc.nat(3), serve: variant }), { maxLength: 1 }),
  rules: fc.array(fc.record({ serve: variant }), { maxLength: 2 }),
};
const anyOf = (model: object): fc.Arbitrary<FlagPatch> =>
  fc.record(model as Record<string, fc.Arbitrary<unknown>>, { requiredKeys: [], noNullPrototype: true });
const schedule = fc.array(
  fc.record({
    at: fc.integer({ min: 1, max: 6 }).map(day),
    set: anyOf(fields).filter((set) => Object.keys(set).length > 0),
  }),
  { maxLength: 4 },
);
const patches = fc.dictionary(
  fc.constantFrom(...chains.map((chain) => chain.at(-1)!)),
  anyOf({ ...fields, schedule }),
  {
    noNullPrototype: true,
  },
);
const boolean = anyOf({ ...fields, schedule, environments: patches }).map((more): FlagDocument => ({
  kind: 'flag',
  key: 'f',
  type: 'boolean',
  variants: { on: true, off: false, a: true },
  ...more,
}));
const text = boolean.map((flag): FlagDocument => ({
  ...flag,
  type: 'string',
  variants: { on: '1', off: '2', a: '3' },
  default: flag.default ?? 'a',
}));
const anyFlag = fc.oneof(boolean, text);

/** The flag's state from now on, unpatched and in every environment. */
const future = (flag: FlagDocument): unknown =>
  [[], ...chains].map((chain) =>
    instants.filter((at) => at >= now).map((at) => patchValues(flagAt(patchFlag(flag, patchesOf(flag, chain)), at))),
  );

const RUNS = count(200, 4_000);

describe('a flag with its due changes applied', () => {
  it('evaluates the same from then on, in every environment', () => {
    const seen = { collapsed: 0, left: 0 };
    fc.assert(
      fc.property(anyFlag, (flag) => {
        const collapsed = applyDueChanges(flag, chains, now);
        expect(future(collapsed)).toEqual(future(flag));
        // Writes all due changes or none.
        expect(collapsed === flag).toBe(!hasDueChanges(flag, now) || hasDueChanges(collapsed, now));
        if (hasDueChanges(flag, now)) seen[hasDueChanges(collapsed, now) ? 'left' : 'collapsed'] += 1;
        expect(parseDocument(collapsed)).toMatchObject({ ok: true });
        expect(applyDueChanges(collapsed, chains, now)).toBe(collapsed);
      }),
      { numRuns: RUNS },
    );
    expect(seen.collapsed).toBeGreaterThan(RUNS / 2);
    expect(seen.left).toBeLessThan(seen.collapsed / 2);
  });

  const flag: FlagDocument = { kind: 'flag', key: 'f', type: 'string', variants: { a: 'A', b: 'B' }, default: 'a' };

  it('has no schedule once every change is applied', () => {
    expect(applyDueChanges({ ...flag, schedule: [{ at: day(1), set: { default: 'b' } }] }, chains, now)).toEqual({
      ...flag,
      default: 'b',
    });
  });

  it('keeps the empty schedule of a patch, which replaces the flag’s', () => {
    const given: FlagDocument = {
      ...flag,
      schedule: [{ at: day(5), set: { default: 'b' } }],
      environments: { lab: { schedule: [{ at: day(1), set: { status: 'inactive' } }] } },
    };
    expect(applyDueChanges(given, chains, now)).toEqual({
      ...given,
      environments: { lab: { status: 'inactive', schedule: [] } },
    });
  });

  it('patches intermediate environments so that they stay the same', () => {
    const given: FlagDocument = {
      ...flag,
      schedule: [{ at: day(1), set: { default: 'b' } }],
      environments: { production: { default: 'a' }, staging: { schedule: [] } },
    };
    expect(applyDueChanges(given, chains, now)).toEqual({
      ...flag,
      default: 'b',
      environments: { production: { default: 'b' }, staging: { default: 'a', schedule: [] } },
    });
  });

  it('stays unchanged when its environments are unknown, or a field would have to be absent', () => {
    const due = [{ at: day(1), set: { off: 'b' } }];
    for (const given of [
      { ...flag, schedule: due, environments: { moon: {} } },
      { ...flag, schedule: due, environments: { lab: { schedule: [] } } },
    ]) {
      expect(applyDueChanges(given, chains, now)).toBe(given);
    }
  });
});

describe('a promoted flag', () => {
  const anyChain = fc.constantFrom([], ...chains);

  it('evaluates in the target as in the source, from then on', () => {
    let promotions = 0;
    fc.assert(
      fc.property(anyFlag, anyChain, fc.constantFrom(...chains), (given, from, to) => {
        const flag = applyDueChanges(given, chains, now);
        const promoted = promoteFlag(flag, from, to, now);
        const refused = typeof promoted === 'string';
        expect(!refused || hasDueChanges(flag, now) || promoted === 'off' || promoted === 'default').toBe(true);
        if (refused) return;
        promotions += 1;
        expect(parseDocument(promoted)).toMatchObject({ ok: true });
        for (const at of instants.filter((instant) => instant >= now)) {
          const source = patchValues(flagAt(patchFlag(flag, patchesOf(flag, from)), at));
          expect(patchValues(flagAt(patchFlag(promoted, patchesOf(promoted, to)), at))).toEqual(source);
        }
        expect(differences(promoted, from, to, now)).toEqual([]);
      }),
      { numRuns: RUNS },
    );
    expect(promotions).toBeGreaterThan((RUNS * 3) / 4);
  });
});
