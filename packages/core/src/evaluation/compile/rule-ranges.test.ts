import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AttributeCondition } from '../../model/condition.ts';
import type { FlagDocument, Rule } from '../../model/flag.ts';
import type { Scope } from '../compiled.ts';
import { evaluate } from '../evaluate.ts';
import { UNLOADED, updateRulesetNow } from '../../ruleset/update-ruleset.ts';
import { compileFlag } from './flag.ts';

const variants = { a: 'a', b: 'b', c: 'c', d: 'd' };

const flagWith = (rules: readonly Rule[]): FlagDocument => ({
  kind: 'flag',
  key: 'f',
  type: 'string',
  variants,
  default: 'd',
  rules,
});

function answer(rules: readonly Rule[], context: Scope['context']): string | undefined {
  const { ruleset } = updateRulesetNow(UNLOADED, { revision: undefined, documents: [flagWith(rules)] })!;
  return evaluate({ ruleset, context, now: 0, forcedVariants: undefined, members: undefined }, 'f', 'string').variant;
}

const has = (rules: readonly Rule[]): boolean => compileFlag(flagWith(rules)).ranges !== undefined;

const comparison = (attribute: string): fc.Arbitrary<AttributeCondition> =>
  fc.record({
    attribute: fc.constant(attribute),
    operator: fc.constantFrom('gt' as const, 'gte' as const, 'lt' as const, 'lte' as const),
    value: fc.oneof(fc.integer({ min: -3, max: 3 }), fc.constantFrom(0.5, -0, 1e308)),
  });
const rule: fc.Arbitrary<Rule> = fc.record(
  {
    when: comparison('age'),
    serve: fc.constantFrom('a', 'b', 'c'),
    rollout: fc.record({ percentage: fc.constantFrom(0, 50, 100) }),
  },
  { requiredKeys: ['when', 'serve'] },
);
const age = fc.oneof(
  fc.integer({ min: -4, max: 4 }),
  fc.constantFrom(0.5, -0, NaN, Infinity, -Infinity, '1', null, [1]),
);

describe('the ranges of rules', () => {
  it('find the same rule as a search without them', () => {
    fc.assert(
      fc.property(fc.array(rule, { minLength: 2, maxLength: 6 }), fc.array(age), (rules, ages) => {
        expect(has(rules)).toBe(true);
        for (const [n, about] of [{}, ...ages.map((value) => ({ age: value }))].entries()) {
          const context = { ...about, targetingKey: `user-${n}` };
          const first = rules.find((one) => answer([one], context) !== 'd');
          expect(answer(rules, context)).toBe(first?.serve ?? 'd');
        }
      }),
    );
  });

  it('find it when the index has handled another condition', () => {
    const plan = fc.constantFrom('free', 'pro');
    const tier: fc.Arbitrary<Rule> = fc.record({
      when: fc.tuple(
        fc.record({ attribute: fc.constant('plan'), operator: fc.constant('eq' as const), value: plan }),
        comparison('age'),
      ),
      serve: fc.constantFrom('a', 'b', 'c'),
    });
    const subject = fc.record({ plan, age });
    const subjects = fc.array(subject, { minLength: 1 });
    fc.assert(
      fc.property(fc.array(tier, { minLength: 4, maxLength: 8 }), subjects, (rules, contexts) => {
        const lists = [...compileFlag(flagWith(rules)).ruleIndex!.byValue.values()];
        // With four or more rules and two plans, one plan has two rules.
        expect(lists.some(({ ranges }) => ranges !== undefined)).toBe(true);
        for (const context of contexts) {
          const first = rules.find((one) => answer([one], context) !== 'd');
          expect(answer(rules, context)).toBe(first?.serve ?? 'd');
        }
      }),
    );
  });

  it('exist only when they express all conditions', () => {
    const from = (value: number, attribute = 'age'): Rule => ({
      when: { attribute, operator: 'gte', value },
      serve: 'a',
    });
    expect(has([from(65), from(18)])).toBe(true);
    expect(has([from(65)])).toBe(false);
    expect(has([from(65), from(18, 'height')])).toBe(false);
    expect(has([from(65), { serve: 'b' }])).toBe(false);
    expect(
      has([
        from(65),
        { when: [from(18).when as AttributeCondition, { not: from(30).when as AttributeCondition }], serve: 'b' },
      ]),
    ).toBe(false);
    expect(has([from(65), { when: { attribute: 'age', operator: 'eq', value: 18 }, serve: 'b' }])).toBe(false);
  });
});
