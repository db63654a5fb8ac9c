import { count } from '@flagstaff/spec';
import * as fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import type { EnvironmentDocument } from '../model/environment.ts';
import type { FlagDocument, FlagPatch } from '../model/flag.ts';
import { carryEnvironments, environmentRuleset } from './environment-ruleset.ts';
import { evaluate } from '../evaluation/evaluate.ts';
import { UNLOADED, updateRulesetNow } from './update-ruleset.ts';
import type { Ruleset, RulesetInput } from './update-ruleset.ts';

const flag = (key: string, environments: Record<string, FlagPatch> = {}, more: object = {}): FlagDocument => ({
  kind: 'flag',
  key,
  type: 'boolean',
  environments,
  ...more,
});

const environment = (key: string, parent?: string): EnvironmentDocument => ({
  kind: 'environment',
  key,
  ...(parent === undefined ? {} : { parent }),
});

const chain = [environment('production'), environment('staging', 'production'), environment('preview', 'staging')];

function update(previous: Ruleset, input: Partial<RulesetInput>): Ruleset {
  return updateRulesetNow(previous, { revision: undefined, ...input } as RulesetInput)!.ruleset;
}

const all = (...documents: unknown[]): Ruleset => update(UNLOADED, { documents });

function answer(ruleset: Ruleset, key: string, now = 0) {
  const scope = { ruleset, context: {}, now, forcedVariants: undefined, members: undefined };
  const { variant, reason, errorCode } = evaluate(scope, key, 'boolean');
  return errorCode ?? `${variant} ${reason}`;
}

const inEach = (ruleset: Ruleset, key: string): string[] =>
  ['production', 'staging', 'preview'].map((name) => answer(environmentRuleset(ruleset, name), key));

describe('a ruleset in an environment', () => {
  it('applies the patches of three levels, field by field', () => {
    const ruleset = all(
      ...chain,
      flag('f', {
        production: { status: 'inactive', default: 'on' },
        staging: { status: 'active' },
        preview: { rules: [{ serve: 'off' }] },
      }),
    );
    expect(answer(ruleset, 'f')).toBe('off STATIC');
    expect(inEach(ruleset, 'f')).toEqual(['off DISABLED', 'on STATIC', 'off TARGETING_MATCH']);
    expect(environmentRuleset(ruleset, 'preview').documents.get('flag:f')).toMatchObject({
      status: 'active',
      default: 'on',
      rules: [{ serve: 'off' }],
    });
  });

  it('shares unpatched flags, and is created once', () => {
    const ruleset = all(...chain, flag('a'), flag('b', { preview: { default: 'on' } }), flag('c'));
    const staging = environmentRuleset(ruleset, 'staging');
    for (const key of ['a', 'b', 'c']) expect(staging.flags.get(key)).toBe(ruleset.flags.get(key));
    expect(environmentRuleset(ruleset, 'staging')).toBe(staging);
    expect(environmentRuleset(ruleset, 'preview').flags.get('b')).not.toBe(ruleset.flags.get('b'));
  });

  it('compiles only the flag that changed', () => {
    const before = all(
      ...chain,
      flag('a', { staging: { default: 'on' } }),
      flag('b', { staging: { default: 'on' } }),
      flag('c'),
    );
    const after = update(before, {
      changes: [{ id: 'flag:a', document: flag('a', { staging: { default: 'on', status: 'inactive' } }) }],
    });
    const [old, fresh] = [environmentRuleset(before, 'staging'), environmentRuleset(after, 'staging')];
    expect(fresh.flags.get('a')).not.toBe(old.flags.get('a'));
    expect(fresh.flags.get('b')).toBe(old.flags.get('b'));
    expect(fresh.flags.get('c')).toBe(old.flags.get('c'));
    expect(environmentRuleset(after, 'preview').flags.get('b')).toBe(old.flags.get('b'));
    expect({ old: answer(old, 'a'), fresh: answer(fresh, 'a') }).toEqual({ old: 'on STATIC', fresh: 'off DISABLED' });
  });

  it('follows a change of parents', () => {
    const before = all(
      ...chain,
      flag('a', { production: { default: 'on' } }),
      flag('b', { staging: { default: 'on' } }),
    );
    const after = update(before, { changes: [{ id: 'environment:staging', document: environment('staging') }] });
    expect(answer(environmentRuleset(before, 'preview'), 'a')).toBe('on STATIC');
    expect(answer(environmentRuleset(after, 'preview'), 'a')).toBe('off STATIC');
    expect(environmentRuleset(after, 'preview').flags.get('b')).toBe(
      environmentRuleset(before, 'preview').flags.get('b'),
    );
  });

  it('replaces the flag’s schedule with that of a patch', () => {
    const schedule = [{ at: '2026-01-01', set: { default: 'on' } }];
    const ruleset = all(
      ...chain,
      flag('f', { staging: { schedule: [] }, preview: { schedule, status: 'active' } }, { schedule }),
    );
    const now = Date.parse('2026-01-01');
    const answers = ['production', 'staging', 'preview'].map((name) =>
      answer(environmentRuleset(ruleset, name), 'f', now),
    );
    expect(answers).toEqual(['on STATIC', 'off STATIC', 'on STATIC']);
    expect(answer(environmentRuleset(ruleset, 'preview'), 'f', now - 1)).toBe('off STATIC');
  });

  it('serves only defaults in an environment that does not exist', () => {
    const ruleset = all(...chain, flag('a', {}, { default: 'on' }));
    for (const name of ['moon', '', '__proto__', 'constructor']) {
      const unknown = environmentRuleset(ruleset, name);
      expect({ answer: answer(unknown, 'a'), loaded: unknown.loaded, flags: unknown.flags.size }).toEqual({
        answer: 'PROVIDER_NOT_READY',
        loaded: false,
        flags: 0,
      });
    }
    expect(answer(environmentRuleset(UNLOADED, 'staging'), 'a')).toBe('PROVIDER_NOT_READY');
  });
});

describe('the ruleset after it', () => {
  const documents = fc.constantFrom<unknown>(
    null,
    flag('f'),
    flag('f', {}, { default: 'on' }),
    flag('f', { production: { default: 'on' } }),
    flag('f', { staging: { default: 'on' }, preview: { status: 'inactive' } }),
    flag('f', { preview: { rules: [{ serve: 'maybe' }] } }),
    flag('f', { moon: {} }),
  );
  const flags = fc
    .record({ key: fc.constantFrom('a', 'b', 'c', 'd'), document: documents })
    .map(({ key, document }) => ({
      id: `flag:${key}` as const,
      document: document === null ? null : { ...(document as FlagDocument), key },
    }));
  const environments = fc.constantFrom(
    { id: 'environment:preview' as const, document: environment('preview', 'staging') },
    { id: 'environment:preview' as const, document: environment('preview', 'production') },
    { id: 'environment:staging' as const, document: environment('staging') },
    { id: 'environment:staging' as const, document: environment('staging', 'preview') },
    { id: 'environment:staging' as const, document: environment('staging', 'production') },
  );
  const changes = fc.array(fc.oneof({ weight: 6, arbitrary: flags }, { weight: 1, arbitrary: environments }), {
    minLength: 1,
    maxLength: 3,
  });

  it('equals one created from scratch: 2,000 histories', () => {
    fc.assert(
      fc.property(fc.array(changes, { maxLength: 12 }), (history) => {
        let base = all(...chain, flag('a'), flag('b', { staging: { default: 'on' } }));
        let derived = environmentRuleset(base, 'preview');
        environmentRuleset(base, 'production');
        for (const change of history) {
          const unique = [...new Map(change.map((each) => [each.id, each])).values()];
          const next = updateRulesetNow(base, { revision: undefined, changes: unique })!;
          const before = derived;
          const answersBefore = [...before.flags.keys()].map((key) => answer(before, key));
          carryEnvironments(base, next.ruleset, next.changed);
          base = next.ruleset;
          derived = environmentRuleset(base, 'preview');
          // A copy has no derived ruleset yet.
          const anew = environmentRuleset({ ...base }, 'preview');
          expect(new Map(derived.flags)).toEqual(new Map(anew.flags));
          for (const [key, slot] of anew.flags) expect(derived.flags.get(key)).toBe(slot);
          expect(new Map(derived.documents)).toEqual(new Map(anew.documents));
          expect(derived.loaded).toBe(anew.loaded);
          expect([...before.flags.keys()].map((key) => answer(before, key))).toEqual(answersBefore);
        }
      }),
      { numRuns: count(80, 2_000) },
    );
  });

  it('visits only what changed, in every environment that is in use', () => {
    const before = all(...chain, flag('a', { staging: { default: 'on' } }), flag('b'), flag('c'));
    inEach(before, 'a');
    const next = updateRulesetNow(before, {
      revision: undefined,
      changes: [{ id: 'flag:b', document: flag('b', { preview: { default: 'on' } }) }],
    })!;
    carryEnvironments(before, next.ruleset, next.changed);
    const visits = vi.spyOn(next.ruleset.documents, 'forEach');
    expect(inEach(next.ruleset, 'a')).toEqual(['off STATIC', 'on STATIC', 'on STATIC']);
    expect(inEach(next.ruleset, 'b')).toEqual(['off STATIC', 'off STATIC', 'on STATIC']);
    expect(visits).not.toHaveBeenCalled();
  });
});

describe('faults', () => {
  const faults = (ruleset: Ruleset): string[] =>
    [...ruleset.rejected.values()].flatMap(({ id, issues }) =>
      issues.map(({ path, message }) => `${id} ${path} ${message}`),
    );

  it('in a patch invalidate the flag everywhere', () => {
    const ruleset = all(...chain, flag('a', { staging: { rules: [{ serve: 'maybe' }] } }), flag('b'));
    expect(faults(ruleset)).toEqual([
      expect.stringContaining('flag:a $.environments.staging.rules[0].serve "maybe" is not a variant'),
    ]);
    expect([answer(ruleset, 'a'), ...inEach(ruleset, 'a')]).toEqual(Array(4).fill('PARSE_ERROR'));
    expect(inEach(ruleset, 'b')).toEqual(Array(3).fill('off STATIC'));
  });

  it('in scheduled changes have a path, also in patches', () => {
    const schedule = [{ at: '2026-01-01', set: { off: 'on', overrides: [{ attribute: 'a', value: 1, serve: 'x' }] } }];
    const when = { segment: 'nowhere' };
    const ruleset = all(
      ...chain,
      flag('a', { staging: { schedule } }, { schedule }),
      flag('b', { staging: { schedule: [{ at: '2026-01-01', set: { rules: [{ when, serve: 'on' }] } }] } }),
    );
    expect(faults(ruleset)).toEqual([
      expect.stringContaining('flag:a $.environments.staging.schedule[0].set.overrides[0].serve '),
      expect.stringContaining('flag:a $.schedule[0].set.overrides[0].serve '),
      expect.stringContaining(
        'flag:b $.environments.staging.schedule[0].set.rules[0].when.segment there is no segment "nowhere"',
      ),
    ]);
  });

  it('of an environment only fail evaluations in it', () => {
    const ruleset = all(
      environment('production'),
      environment('a', 'b'),
      environment('b', 'a'),
      environment('orphan', 'nowhere'),
      { kind: 'environment', key: 'odd', protected: 'yes' },
      flag('f', { a: { default: 'on' }, orphan: {}, odd: {}, production: {} }),
      flag('g', { nowhere: {} }),
    );
    expect(faults(ruleset)).toEqual([
      expect.stringContaining('environment:a $.parent refers to itself through a cycle: environment:a → environment:b'),
      expect.stringContaining('environment:b $.parent refers to itself'),
      expect.stringContaining('environment:orphan $.parent there is no environment "nowhere"'),
      expect.stringContaining('environment:odd $.protected must be true or false'),
      expect.stringContaining('flag:g $.environments.nowhere there is no environment "nowhere"'),
    ]);
    expect(answer(ruleset, 'f')).toBe('off STATIC');
    for (const name of ['a', 'b', 'orphan', 'odd']) {
      expect(answer(environmentRuleset(ruleset, name), 'f')).toBe('PROVIDER_NOT_READY');
    }
    expect(answer(environmentRuleset(ruleset, 'production'), 'f')).toBe('off STATIC');
  });
});
